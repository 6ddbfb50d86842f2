import assert from 'node:assert/strict';
import { analyse } from '../../src/analysis/analyse.ts';
import type { Analysis } from '../../src/analysis/analysis.ts';
import type { BreakerState } from '../../src/events/breaker-state.ts';
import type { Event } from '../../src/events/event.ts';
import { latencyFault, stage, syntheticLog } from '../support/synthetic-log.ts';

const move = (instance: string, from: BreakerState, to: BreakerState, atMs: number, atLeast = false): Event => ({
  tMs: atMs + 50,
  type: 'breaker',
  breaker: 'pay',
  instance,
  from,
  to,
  atMs: [atMs - 50, atMs + 50],
  evidence: 'A',
  atLeast,
});
const source = (instance: string, tMs: number, answering: boolean, seen = answering): Event => ({
  tMs,
  type: 'breaker-source',
  breaker: 'pay',
  instance,
  answering,
  seen,
  detail: 'said',
});

function analysed(events: readonly Event[], objectives: readonly string[] = []): Analysis {
  const breakers = [{ name: 'pay', preset: 'opossum', urls: [], match: {}, link: 'payments', waitMs: 2_000 }];
  return analyse(
    syntheticLog({
      stages: [stage('load', 30, 10)],
      meets: () => ({ ms: 5 }),
      faults: [latencyFault('f', 10_000, 10_000)],
      plan: { breakers },
      events,
      objectives,
    }),
  );
}

describe('breakers', () => {
  it('count trips from closed and half-open alike, over all instances, and how long they were open', () => {
    const { breakers } = analysed([
      move('a', 'closed', 'open', 11_000),
      move('a', 'open', 'half-open', 13_000),
      move('a', 'half-open', 'open', 13_500),
      move('a', 'open', 'half-open', 15_500),
      move('a', 'half-open', 'closed', 16_000),
      move('b', 'closed', 'open', 28_000),
    ]);
    const [pay] = breakers;
    assert.deepEqual([pay?.trips, pay?.reopens, pay?.openMs, pay?.atLeast], [3, 1, 6_000, false]);
    // Logs without a word of its sources have its transitions all the same.
    assert.deepEqual([pay?.answered, pay?.grade, pay?.unknownWhy], [true, 'A', null]);
    assert.deepEqual(pay?.instances, [
      { id: 'a', trips: 2, reopens: 1, openMs: 4_000 },
      { id: 'b', trips: 1, reopens: 0, openMs: 2_000 },
    ]);
    assert.deepEqual(
      pay?.transitions.map(({ atMs }) => atMs[0]),
      [10_950, 12_950, 13_450, 15_450, 15_950, 27_950],
    );
  });

  it('take a source that answers without a series for a breaker that never opened', () => {
    const { breakers, objectives } = analysed(
      [source('a', -100, true, false)],
      ['breaker pay opens within 5s after f', 'breaker pay stays closed'],
    );
    assert.deepEqual([breakers[0]?.answered, breakers[0]?.trips], [true, 0]);
    assert.deepEqual(
      objectives.map(({ verdict }) => verdict),
      ['breached', 'held'],
    );
  });

  it('leave everything open where no source answered, or one fell silent', () => {
    for (const events of [[], [source('a', -100, false)], [source('a', -100, true), source('a', 12_000, false)]]) {
      const { objectives } = analysed(events, [
        'breaker pay opens within 5s after f',
        'breaker pay stays closed',
        'breaker pay trips at most 0',
      ]);
      assert.deepEqual(
        objectives.map(({ verdict }) => verdict),
        ['inconclusive', 'inconclusive', 'inconclusive'],
      );
    }
    assert.equal(analysed([]).breakers[0]?.answered, false);
    assert.ok(analysed([]).notes.includes('No source of breaker pay answered.'));
    // Why nothing is known of it stands with the breaker.
    const { breakers, notes } = analysed([]);
    assert.ok(!notes.some((note) => note.includes(breakers[0]?.unknownWhy ?? '')), notes.join(' '));
  });

  it('do not mind a source that was late before the load, or gone after it', () => {
    const { objectives } = analysed(
      [source('a', -900, false), source('a', -100, true), source('a', 35_000, false)],
      ['breaker pay stays closed'],
    );
    assert.equal(objectives[0]?.verdict, 'held');
  });

  it('tell the fault on their link when they tripped', () => {
    const { faults, recovery } = analysed([move('a', 'closed', 'open', 11_500)]);
    assert.deepEqual(faults[0]?.tripMs, [1_448, 1_548]);
    assert.deepEqual(recovery[0]?.timeToTripMs, [1_448, 1_548]);
  });
});
