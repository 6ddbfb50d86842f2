import assert from 'node:assert/strict';
import type { Bound } from '../../../bench/bound.ts';
import { boundsOf, type Results } from '../../../bench/load/bounds.ts';
import type { Measured } from '../../../bench/load/measure.ts';
import { measuredAs } from './measured.ts';

function bound(results: Results, text: string): Bound {
  const found = boundsOf(results).find((one) => one.text === text);
  assert.ok(found, text);
  return found;
}

/** `case tool` -> its rounds. */
const measured =
  (runs: Record<string, Measured[]>): Results =>
  (caseName, tool) =>
    runs[`${caseName} ${tool}`] ?? [];

describe('bounds of the bench', () => {
  it('are not measured when nothing was', () => {
    const bounds = boundsOf(() => []);
    assert.ok(bounds.length >= 18, `${bounds.length}`);
    for (const { text, held, figures } of bounds) assert.deepEqual([held, figures], [null, ''], text);
  });

  const late = (p50: number, p99: number): Measured => measuredAs({ told: { sendLatenessMs: { p50, p99 } } });
  it('send lateness: the median of the rounds counts', () => {
    const results = measured({ '1000 chaos': [late(0.5, 1.1), late(0.6, 1.3), late(0.9, 1.25)] });
    assert.deepEqual(bound(results, 'send lateness p50 at 1000/s').held, true);
    assert.deepEqual(bound(results, 'send lateness p99 at 1000/s'), {
      text: 'send lateness p99 at 1000/s',
      held: false,
      figures: '1.25, at most 1.2 ms',
    });
  });

  it('a rate that is too low or too high by more than 0.1 % is wrong', () => {
    const error = (rateError: number): boolean | null =>
      bound(measured({ '20000 chaos': [measuredAs({ rateError })] }), 'rate error at 20000/s').held;
    assert.deepEqual([error(-0.002), error(-0.0005), error(0.0005), error(0.002)], [false, true, true, false]);
  });

  it('cost against a peer is a ratio, and is not measured without the peer', () => {
    const cost = (cpuMicrosPerRequest: number): Measured[] => [measuredAs({ cpuMicrosPerRequest })];
    const results = measured({ '10000 chaos': cost(25), '10000 oha': cost(20), '10000 vegeta': cost(60) });
    assert.equal(bound(results, 'CPU per request at 10000/s against oha').held, true);
    assert.equal(bound(results, 'CPU per request at 10000/s against vegeta').held, false);
    assert.equal(bound(results, 'CPU per request at 10000/s against vegeta').figures, '25.0 / 60.0 µs = 0.42, at most 0.33');
    assert.equal(bound(results, 'CPU per request at 10000/s against k6').held, null);
  });

  it('a closed port: no more attempts than sends, little CPU, exact counts', () => {
    const closed = (refused: number, cpuShare: number, failed: number): (boolean | null)[] => {
      const results = measured({ 'closed-port chaos': [measuredAs({ told: { failed }, during: { ms: 2_000, refused, cpuShare } })] });
      return ['connection attempts at a closed port', 'CPU at a closed port', 'failed at a closed port'].map(
        (text) => bound(results, text).held,
      );
    };
    assert.deepEqual(closed(400, 0.1, 400), [true, true, true]);
    assert.deepEqual(closed(401, 0.25, 410), [false, false, false]);
  });

  it('a freeze: percentiles near the truth', () => {
    const results = measured({ 'frozen chaos': [measuredAs({ told: { p90Ms: 810, p95Ms: 1_300, p99Ms: 1_880 } })] });
    assert.deepEqual(
      ['p90', 'p95', 'p99'].map((p) => bound(results, `${p} over a freeze, s`).held),
      [true, false, true],
    );
  });
});
