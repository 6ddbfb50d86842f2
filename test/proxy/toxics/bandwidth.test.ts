import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { bandwidth } from '../../../src/proxy/toxics/bandwidth.ts';
import { tell } from './scripted-passage.ts';

describe('bandwidth', () => {
  it('sends what fits into 100 ms every 100 ms, then the rest', async () => {
    const told = await tell(bandwidth, {
      attributes: { rate: 1 },
      arrivals: [
        [0, 'x'.repeat(250)],
        [1_000, null],
      ],
    });
    assert.deepEqual(
      told.sent.map(([atMs, text]) => [atMs, text.length]),
      [
        [100, 100],
        [200, 100],
        [250, 50],
      ],
    );
    assert.deepEqual(told.closed, ['close', 1_000]);
    assert.deepEqual(told.counted, { chunks: 1, bytes: 250, delayedMs: 250 });
  });

  it('takes as long as the bytes need, however they are cut', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 2_000 }), { minLength: 1, maxLength: 10 }),
        fc.integer({ min: 1, max: 20 }),
        async (sizes, rate) => {
          const told = await tell(bandwidth, { attributes: { rate }, arrivals: sizes.map((size) => [0, 'x'.repeat(size)]) });
          const bytes = sizes.reduce((sum, size) => sum + size, 0);
          assert.equal(told.sent.map(([, text]) => text).join('').length, bytes);
          assert.ok(Math.abs((told.sent.at(-1)?.[0] ?? 0) - bytes / rate) < 1e-6);
        },
      ),
    ));

  it('holds everything at rate 0 and lets go of it when told', async () => {
    const told = await tell(bandwidth, { attributes: { rate: 0 }, arrivals: [[0, 'abc']], interruptMs: 70 });
    assert.deepEqual(told.sent, [[70, 'abc']]);
    assert.deepEqual(told.counted, { chunks: 1, bytes: 3, delayedMs: 70 });
  });

  it('lets go of the remainder in one piece', async () => {
    const told = await tell(bandwidth, { attributes: { rate: 1 }, arrivals: [[0, 'x'.repeat(500)]], interruptMs: 150 });
    assert.deepEqual(
      told.sent.map(([atMs, text]) => [atMs, text.length]),
      [
        [100, 100],
        [150, 400],
      ],
    );
  });

  it('counts what it held, and not what passed at once', async () => {
    const arrivals = [0, 10, 20].map((atMs): [number, string] => [atMs, 'abc']);
    const told = await tell(bandwidth, { attributes: { rate: 1_000_000 }, arrivals });
    assert.equal(told.sent.length, 3);
    assert.deepEqual(told.counted, { chunks: 0, bytes: 0, delayedMs: 0 });
  });

  it('refuses a negative rate', () => {
    assert.equal(bandwidth.refuse?.({ rate: 0n }), undefined);
    assert.match(bandwidth.refuse?.({ rate: -1n }) ?? '', /negative/);
  });
});
