import assert from 'node:assert/strict';
import type { BreakerFacts, Measures } from '../../src/objectives/measures.ts';
import { judgedAs as is } from '../support/judged.ts';
import { neverOpened } from '../support/measures.ts';

describe('judging breakers by their state before the first move', () => {
  /** The first of three instances moves; the others never do. */
  const moved = (from: 'open' | 'half-open', to: 'half-open' | 'closed'): Partial<Measures> => {
    const transitions: BreakerFacts['transitions'] = [{ instance: 'a', from, to, atMs: [30_000, 30_100] }];
    return { breaker: () => ({ ...neverOpened, instances: ['a', 'b', 'c'], transitions }), window: () => [20_000, 40_000] };
  };

  it('takes for it where the first move of that instance came from', () => {
    for (const moves of [moved('open', 'half-open'), moved('half-open', 'closed')]) {
      assert.equal(is('held', 'breaker x stays closed on 60%', moves).actual, '2 of 3 instances (open when it began)');
      is('breached', 'breaker x stays closed', moves);
    }
  });

  it('takes nothing from the moves of another', () => {
    const opened = is('inconclusive', 'breaker x opens within 5s after slow', moved('open', 'half-open'));
    assert.match(opened.reason ?? '', /^1 of 3 instances are not known: it was open already/);
    is('breached', 'breaker x opens on all within 5s after slow', moved('open', 'half-open'));
  });
});
