import assert from 'node:assert/strict';
import { breakerRun, type BreakerRun } from '../../src/analysis/breakers-evidence.ts';
import { countedRun, each, loadMs, type CountedFault } from '../support/counted-run.ts';

/** In each fault errors are slow for a second, and fast from then on. */
function inferred(...faults: readonly (CountedFault & { readonly removed: readonly [number, number] })[]): BreakerRun {
  const during = faults.map(({ injected, removed }) => [injected[1], removed[0]] as const);
  const errorMs = (atMs: number): number | null => {
    const found = during.find(([fromMs, toMs]) => atMs >= fromMs && atMs < toMs);
    return found === undefined ? null : atMs < found[0] + 1_000 ? 400 : 10;
  };
  const record = countedRun({
    faults,
    errors: each(50, [0, loadMs], (atMs) => {
      const ms = errorMs(atMs);
      return { atMs, times: ms === null ? [] : [[ms, 4]] };
    }),
    routes: each(200, [0, loadMs], (atMs) => {
      const ms = errorMs(atMs);
      return ms === null ? { atMs, ok: 16, times: [[40, 16]] } : { atMs, httpError: 16, times: [[ms, 16]] };
    }),
    plan: { breakers: [{ name: 'pay', preset: 'inferred', urls: [], match: {}, link: 'payments', waitMs: null }] },
  });
  return breakerRun(record, 'pay');
}

describe('what is known of a breaker that is inferred', () => {
  it('is not known outside the time in which it was watched: up to a microsecond before the injection was sent', () => {
    const { grade, silences, transitions } = inferred({ id: 'slow', injected: [4_000, 4_000], removed: [8_000, 8_004] });
    assert.deepEqual(
      [grade, transitions.map(({ to, atMs }) => [to, ...atMs])],
      [
        'D',
        [
          ['open', 4_950, 5_075],
          ['closed', 8_000, 8_000],
        ],
      ],
    );
    assert.deepEqual(
      silences.map(({ atMs }) => atMs),
      [
        [0, 3_999.999],
        [8_000, loadMs],
      ],
    );
  });

  it('is known from one fault to the next without a hole where the one follows at once', () => {
    const first: CountedFault = { id: 'one', injected: [4_000, 4_000], removed: [8_000, 8_000] };
    const then = (fromMs: number) => ({ id: 'two', injected: [fromMs, fromMs], removed: [loadMs, loadMs] }) as const;
    const holes = (fromMs: number) => inferred({ ...first, removed: [8_000, 8_000] }, then(fromMs)).silences.map(({ atMs }) => atMs);
    assert.deepEqual(holes(8_000), [[0, 3_999.999]]);
    assert.deepEqual(holes(12_000), [
      [0, 3_999.999],
      [8_000, 11_999.999],
    ]);
  });
});
