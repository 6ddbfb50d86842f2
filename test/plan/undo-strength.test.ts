import assert from 'node:assert/strict';
import type { Plan, PlannedLink } from '../../src/plan/plan.ts';
import { undoStrength } from '../../src/plan/undo-strength.ts';
import { link } from '../support/injecting.ts';

describe('how surely a link is undone', () => {
  const strength = (toxiproxy: string | null, on: PlannedLink, isFirstProcess = false): string =>
    undoStrength(on, { toxiproxy } as Plan, { isFirstProcess });

  for (const [what, said] of [
    [strength(null, link('a')), /^watchdog: the server is the run's own/],
    [strength('http://h:8474', link('a')), /^lease where the server is chaos proxy, else watchdog: /],
    [strength(null, link('a', { toxiproxy: 'http://h:8474' })), /^lease where/],
    [strength(null, link('a'), true), /^this machine only: .*this container$/],
    [strength('http://h:8474', link('a'), true), /^lease where the server is chaos proxy, else this machine only: /],
  ] as const)
    it(`is ${String(said)}`, () => assert.match(what, said));
});
