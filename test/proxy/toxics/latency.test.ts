import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { latency } from '../../../src/proxy/toxics/latency.ts';
import { tell } from './scripted-passage.ts';

describe('latency', () => {
  it('holds each chunk for its time since it was read, so that chunks overlap', async () => {
    const told = await tell(latency, {
      attributes: { latency: 200 },
      arrivals: [
        [0, 'a'],
        [60, 'b'],
        [120, 'c'],
        [500, null],
      ],
    });
    assert.deepEqual(told.sent, [
      [200, 'a'],
      [260, 'b'],
      [320, 'c'],
    ]);
    assert.deepEqual(told.closed, ['close', 500]);
    assert.deepEqual(told.counted, { chunks: 3, bytes: 3, delayedMs: 600 });
  });

  it('does not delay the end', async () => {
    assert.deepEqual((await tell(latency, { attributes: { latency: 200 }, arrivals: [[5, null]] })).closed, ['close', 5]);
  });

  it('lets go of what it holds at once, and leaves the end alone', async () => {
    const told = await tell(latency, {
      attributes: { latency: 200 },
      arrivals: [
        [0, 'a'],
        [10, 'b'],
      ],
      interruptMs: 50,
    });
    assert.deepEqual(told.sent, [[50, 'a']]);
    assert.equal(told.closed, null);
    assert.equal(told.counted.delayedMs, 50);
  });

  it('counts nothing where it delays nothing', async () => {
    const told = await tell(latency, { attributes: { latency: -5, jitter: -5 }, arrivals: [[0, 'a']] });
    assert.deepEqual(told.sent, [[0, 'a']]);
    assert.deepEqual(told.counted, { chunks: 0, bytes: 0, delayedMs: 0 });
  });

  it('jitters by whole milliseconds in [-jitter, jitter)', () =>
    fc.assert(
      fc.asyncProperty(
        fc.nat(500),
        fc.integer({ min: 1, max: 300 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        async (steady, jitter, draw) => {
          const told = await tell(latency, { attributes: { latency: steady, jitter }, arrivals: [[0, 'a']], random: () => draw });
          const [atMs] = told.sent[0] ?? [Number.NaN];
          assert.ok(Number.isInteger(atMs));
          assert.ok(atMs >= Math.max(steady - jitter, 0) && atMs < Math.max(steady + jitter, 1));
        },
      ),
    ));

  it('never changes the order', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(50), { maxLength: 20 }),
        fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 1 }),
        async (gaps, draws) => {
          let atMs = 0;
          let drawn = 0;
          const arrivals = gaps.map((gap, at): [number, string] => [(atMs += gap), `<${at}>`]);
          const told = await tell(latency, {
            attributes: { latency: 40, jitter: 40 },
            arrivals,
            random: () => draws[drawn++ % draws.length] ?? 0,
          });
          assert.equal(told.sent.map(([, text]) => text).join(''), arrivals.map(([, text]) => text).join(''));
        },
      ),
    ));
});
