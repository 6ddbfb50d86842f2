import assert from 'node:assert/strict';
import { overshoot } from '../../../src/analysis/recovery/overshoot.ts';
import { judgedOf, times, well } from '../../support/judged-slots.ts';

const close = (got: number | null | undefined, wanted: number): void =>
  assert.ok(typeof got === 'number' && Math.abs(got - wanted) < 0.02 * wanted, `${got} for ${wanted}`);

describe('overshoot', () => {
  it('is one where nothing was more than usual', () => {
    const { arrivals, answers, latency } = overshoot(judgedOf(times(20, well)), 5);
    assert.deepEqual([arrivals, answers], [1, 1]);
    close(latency, 20 / 25);
  });

  it('is the most requests of a second, wherever it begins, as a multiple', () => {
    const herd = judgedOf([...times(12, well), ...times(5, { ok: 80 }), ...times(10, well)]);
    close(overshoot(herd, 5).arrivals, 2);
    close(overshoot(judgedOf([...times(12, well), ...times(4, { ok: 80 }), ...times(10, well)]), 5).arrivals, 1.8);
    assert.equal(overshoot(herd, 17).arrivals, 1);
  });

  it('is more than chance: four standard deviations of a second', () => {
    // 200 and four times 14.1: 256.6.
    const of = (more: number) => overshoot(judgedOf([...times(5, well), { ok: 40 + more }, ...times(10, well)]), 5).arrivals;
    assert.equal(of(56), 1);
    close(of(57), 257 / 200);
  });

  it('is the answers that come at once, when they come', () => {
    // What was asked for three seconds is answered together at 3.1 s.
    const held = Array.from({ length: 15 }, (_, i) => ({ ok: 40, okMs: 3_100 - i * 200 - 100 }));
    const found = overshoot(judgedOf([...held, ...times(15, well)]), 15);
    assert.equal(found.arrivals, 1);
    // All of 600, and the 180 of a second that are answered in it; the last slots of each second answer in the next.
    close(found.answers, (600 + 200) / 200);
    assert.equal(overshoot(judgedOf([...held, ...times(15, well)]), 16).answers, 1);
  });

  it('compares ok answers with as many as were ok before', () => {
    const half = judgedOf([...times(5, well), ...times(5, { ok: 40 }), ...times(5, well)], { errorShare: 0.5 });
    close(overshoot(half, 5).answers, 2);
  });

  it('is the p95 of a second, where twenty requests were timed', () => {
    const slow = judgedOf([...times(5, well), ...times(5, { ok: 40, okMs: 250 }), ...times(5, well)]);
    close(overshoot(slow, 5).latency, 10);
    close(overshoot(slow, 10).latency, 20 / 25);
    const fewSlow = (n: number) => overshoot(judgedOf([...times(5, well), ...times(4, well), { ok: n, okMs: 250 }]), 5).latency;
    close(fewSlow(9), 10);
    close(fewSlow(8), 20 / 25);
    const few = (n: number) => overshoot(judgedOf(times(10, { ok: n, okMs: 250 }), { requestsPerSecond: 20 }), 5).latency;
    assert.equal(few(3), null);
    close(few(4), 10);
  });

  it('is not known without a reference, or a second to look at', () => {
    const unknown = { arrivals: null, answers: null, latency: null };
    assert.deepEqual(overshoot(judgedOf(times(8, well)), 4), unknown);
    assert.deepEqual(overshoot(judgedOf(times(20, { ...well, unknown: true })), 5), unknown);
    assert.deepEqual(overshoot(judgedOf(times(20, well), { requestsPerSecond: 0 }), 5), unknown);
    assert.notEqual(overshoot(judgedOf(times(9, well)), 4).arrivals, null);
  });
});
