import assert from 'node:assert/strict';
import { breakerRun, type BreakerRun } from '../../src/analysis/breakers-evidence.ts';
import type { BreakerState } from '../../src/events/breaker-state.ts';
import type { Event, Interval } from '../../src/events/event.ts';
import type { PlannedBreaker } from '../../src/plan/planned-watch.ts';
import { countedRun, each, loadMs } from '../support/counted-run.ts';

interface Case {
  /** When faults were in; sent and confirmed at once. Errors are slow for a second, and fast from then on. */
  readonly faults?: readonly Interval[];
  readonly fastMs?: number;
  /** Fast errors bear its signature. */
  readonly signed?: boolean;
  readonly preset?: string;
  readonly events?: readonly Event[];
}

function runOf({ faults = [[4_000, 8_000]], fastMs = 10, signed = false, preset = 'inferred', events = [] }: Case): BreakerRun {
  const errorMs = (atMs: number): number | null => {
    const found = faults.find(([fromMs, toMs]) => atMs >= fromMs && atMs < toMs);
    return found === undefined ? null : atMs < found[0] + 1_000 ? 400 : fastMs;
  };
  const breaker: PlannedBreaker = {
    name: 'pay',
    preset,
    urls: [],
    match: {},
    link: 'payments',
    waitMs: null,
    signatures: [{ body: 'EOPENBREAKER' }],
  };
  const record = countedRun({
    faults: faults.map(([fromMs, toMs], i) => ({ id: `slow-${i + 1}`, injected: [fromMs, fromMs], removed: [toMs, toMs] })),
    errors: each(50, [0, loadMs], (atMs) => {
      const ms = errorMs(atMs);
      return { atMs, times: ms === null ? [] : [[ms, 4]], signed: signed && ms === fastMs ? { pay: 4 } : {} };
    }),
    routes: each(200, [0, loadMs], (atMs) => {
      const ms = errorMs(atMs);
      return ms === null ? { atMs, ok: 16, times: [[40, 16]] } : { atMs, httpError: 16, times: [[ms, 16]] };
    }),
    plan: { breakers: [breaker] },
    events,
  });
  return breakerRun(record, 'pay');
}

const move = (from: BreakerState, to: BreakerState, atMs: Interval): Event => ({
  tMs: atMs[1],
  type: 'breaker',
  breaker: 'pay',
  instance: 'a',
  from,
  to,
  atMs,
  evidence: 'A',
  atLeast: false,
});
const answers: Event = { tMs: -500, type: 'breaker-source', breaker: 'pay', instance: 'a', answering: true, seen: true, detail: 'found' };

describe('what is known of a breaker that is inferred', () => {
  it('is worded by its grade, and by whether it was seen to move', () => {
    const collapsed = runOf({});
    assert.deepEqual([collapsed.grade, collapsed.inferred], ['D', 'D consistent with a collapse of times']);
    assert.deepEqual(
      collapsed.transitions.map(({ instance, to, atMs, evidence }) => [instance, to, ...atMs, evidence]),
      [
        ['all', 'open', 4_950, 5_075, 'D'],
        ['all', 'closed', 8_000, 8_000, 'D'],
      ],
    );
    const slow = runOf({ fastMs: 390 });
    assert.deepEqual([slow.grade, slow.inferred, slow.transitions], ['D', 'D no collapse of times', []]);
  });

  it('may be of any one of its instances where answers bear its signature', () => {
    const signed = runOf({ signed: true });
    assert.deepEqual([signed.grade, signed.anyInstance, runOf({}).anyInstance], ['C', true, false]);
  });

  it('says nothing of the time in which it was not watched: up to a microsecond before the injection was sent', () => {
    const holes = (...faults: Interval[]): Interval[] => runOf({ faults }).silences.map(({ atMs }) => atMs);
    assert.deepEqual(holes([4_000, 8_000]), [
      [0, 3_999.999],
      [8_000, loadMs],
    ]);
    assert.deepEqual(holes([4_000, 8_000], [12_000, loadMs]), [
      [0, 3_999.999],
      [8_000, 11_999.999],
    ]);
    // No hole where the one follows the other at once.
    assert.deepEqual(holes([4_000, 8_000], [8_000, loadMs]), [[0, 3_999.999]]);
  });
});

describe('evidence beside that which is used', () => {
  const beside = (...events: Event[]) => {
    const { grade, evidence } = runOf({ preset: 'opossum', events });
    const own = evidence.find((one) => one.grade === 'D');
    return { grade, agrees: own?.agrees, trips: own?.trips, openedAtMs: own?.openedAtMs };
  };

  it('is shown for each grade that could be had, best first', () => {
    const shown = (about: Case) => runOf(about).evidence.map(({ grade, used, trips }) => [grade, used, trips]);
    const inferred = [
      ['B', false, null],
      ['C', false, null],
    ];
    assert.deepEqual(shown({}), [...inferred, ['D', true, 1]]);
    assert.deepEqual(shown({ preset: 'opossum' }), [['A', false, null], ...inferred, ['D', true, 1]]);
    assert.deepEqual(shown({ preset: 'opossum', events: [answers] }), [['A', true, 0], ...inferred, ['D', false, 1]]);
  });

  it('agrees where its first trip is no further than half a second from one that was reported', () => {
    // Of a collapse from 4,950 to 5,075 ms.
    const reported = (...atMs: Interval) => beside(move('closed', 'open', atMs));
    assert.deepEqual(reported(5_575, 5_600), { grade: 'A', agrees: true, trips: 1, openedAtMs: [4_950, 5_075] });
    assert.equal(reported(5_576, 5_600).agrees, false);
    assert.equal(reported(4_440, 4_450).agrees, true);
    assert.equal(reported(4_440, 4_449).agrees, false);
    assert.equal(beside(move('closed', 'open', [1_000, 1_100]), move('closed', 'open', [5_000, 5_100])).agrees, true);
  });

  it('does not where the one saw a trip and the other none; that neither did is agreement', () => {
    assert.equal(beside(answers).agrees, false);
    assert.equal(beside(move('open', 'closed', [5_000, 5_100])).agrees, false);
    const slow = (...events: Event[]) =>
      runOf({ preset: 'opossum', fastMs: 390, events }).evidence.find(({ grade }) => grade === 'D')?.agrees;
    assert.deepEqual([slow(answers), slow(move('closed', 'open', [5_000, 5_100]))], [true, false]);
    assert.equal(slow(move('open', 'closed', [5_000, 5_100])), true);
  });

  it('can not agree where it can not tell', () => {
    const { evidence } = runOf({ preset: 'opossum', events: [answers] });
    assert.deepEqual(
      evidence.map(({ grade, agrees }) => [grade, agrees]),
      [
        ['A', null],
        ['B', null],
        ['C', null],
        ['D', false],
      ],
    );
  });
});
