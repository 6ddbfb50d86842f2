import assert from 'node:assert/strict';
import { analyse } from '../../../src/analysis/analyse.ts';
import type { Event } from '../../../src/events/event.ts';
import type { PlannedBreaker } from '../../../src/plan/plan.ts';
import { around, latencyFault, stage, syntheticLog } from '../../support/synthetic-log.ts';

const breaker = (name: string, waitMs: number | null, link = 'payments'): PlannedBreaker => ({
  name,
  preset: 'opossum',
  urls: ['http://127.0.0.1:1/metrics'],
  match: {},
  link,
  waitMs,
});
const move = (
  name: string,
  instance: string,
  from: 'closed' | 'open' | 'half-open',
  to: 'closed' | 'open' | 'half-open',
  atMs: number,
): Event => ({
  tMs: atMs + 50,
  type: 'breaker',
  breaker: name,
  instance,
  from,
  to,
  atMs: [atMs - 50, atMs + 50],
  evidence: 'A',
  atLeast: false,
});
const answers = (name: string): Event => ({
  tMs: -500,
  type: 'breaker-source',
  breaker: name,
  instance: 'a',
  answering: true,
  seen: true,
  detail: '',
});

/** The fault goes at 20 s; what it did lasts until 21 s. */
function found(breakers: readonly PlannedBreaker[], events: readonly Event[] = []) {
  const analysis = analyse(
    syntheticLog({
      stages: [stage('baseline', 15, 100), stage('peak', 25, 100)],
      faults: [latencyFault('f', 15_000, 5_000)],
      meets: ({ tMs }, random) => (tMs >= 15_000 && tMs < 21_000 ? { outcome: 'httpError', ms: 5 } : { ms: around(20, random) }),
      plan: { breakers },
      events,
    }),
  );
  const one = analysis.recovery[0];
  assert.equal(one?.status, 'recovered');
  return { ...one, notes: analysis.notes };
}

describe("the breaker's own wait", () => {
  it('is the longest of those on the link of the fault, half of which is left where nothing was seen', () => {
    const { breakerWaitMs, breakerResidualMs } = found([
      breaker('x', 2_000),
      breaker('y', 3_000),
      breaker('z', 9_000, 'other'),
      breaker('n', null),
    ]);
    assert.deepEqual([breakerWaitMs, breakerResidualMs], [3_000, 1_500]);
  });

  it('is not known where none has a known wait, and then says so', () => {
    const { breakerWaitMs, breakerResidualMs, residualMs, unknown } = found([breaker('n', null), breaker('z', 2_000, 'other')]);
    assert.deepEqual([breakerWaitMs, breakerResidualMs, residualMs], [null, null, null]);
    assert.match(unknown['breakerWaitMs'] ?? '', /no breaker on its link has a known wait/);
  });

  it('is what was left of it at the removal, by its last opening; the rest is of the system', () => {
    const opened = [answers('x'), move('x', 'a', 'closed', 'open', 16_000), move('x', 'a', 'half-open', 'open', 18_600)];
    const { breakerResidualMs, residualMs, recoveryMs, timeToTripMs } = found([breaker('x', 2_000)], opened);
    assert.equal(breakerResidualMs, 600);
    assert.ok(recoveryMs !== null && Math.abs((residualMs ?? 0) - (recoveryMs - 600)) < 1e-6);
    assert.deepEqual(timeToTripMs, [948, 1_048]);
  });

  it('is of the instance that waits longest, and nothing where it was not open, or had waited long enough', () => {
    const two = [answers('x'), move('x', 'a', 'closed', 'open', 18_200), move('x', 'b', 'closed', 'open', 19_000)];
    assert.equal(found([breaker('x', 2_000)], two).breakerResidualMs, 1_000);
    assert.equal(found([breaker('x', 2_000)], [answers('x')]).breakerResidualMs, 0);
    assert.equal(found([breaker('x', 2_000)], [...two, move('x', 'b', 'open', 'half-open', 19_500)]).breakerResidualMs, 200);
    assert.equal(found([breaker('x', 2_000)], [answers('x'), move('x', 'a', 'closed', 'open', 15_500)]).breakerResidualMs, 0);
    // It opened only after the removal.
    assert.equal(found([breaker('x', 2_000)], [answers('x'), move('x', 'a', 'closed', 'open', 20_100)]).breakerResidualMs, 0);
    assert.equal(
      found([breaker('x', 2_000), breaker('y', 1_000)], [answers('x'), answers('y'), move('y', 'a', 'closed', 'open', 19_900)])
        .breakerResidualMs,
      900,
    );
  });

  it('is said to be mostly phase, and twice the wait and a second must be good', () => {
    const { notes } = found([breaker('x', 2_000)]);
    assert.ok(
      notes.some((note) => note.startsWith('A single recovery time behind a breaker that waits 2 s is mostly the phase')),
      notes.join('\n'),
    );
    assert.ok(!found([]).notes.some((note) => note.includes('mostly the phase')));
  });
});
