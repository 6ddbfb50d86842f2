import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { slicer } from '../../../src/proxy/toxics/slicer.ts';
import { tell } from './scripted-passage.ts';

const why = (average: bigint, variation: bigint): string | undefined =>
  slicer.refuse?.({ average_size: average, size_variation: variation, delay: 0n });

describe('slicer', () => {
  it('cuts into pieces around the average and loses nothing', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 3_000 }),
        fc.integer({ min: 1, max: 200 }),
        fc.nat(200),
        fc.nat(2 ** 31),
        async (size, average, spread, seed) => {
          const variation = Math.min(spread, average);
          const data = 'x'.repeat(size);
          let state = seed;
          const random = (): number => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
          const told = await tell(slicer, {
            attributes: { average_size: average, size_variation: variation },
            arrivals: [[0, data]],
            random,
          });
          assert.equal(told.sent.map(([, text]) => text).join(''), data);
          assert.ok(told.sent.every(([, text]) => text.length > 0 && text.length <= average + variation));
        },
      ),
    ));

  it('waits after each piece, the last one too', async () => {
    const told = await tell(slicer, {
      attributes: { average_size: 2, delay: 10_000 },
      arrivals: [
        [0, 'abcdefgh'],
        [0, null],
      ],
    });
    assert.deepEqual(told.sent, [
      [0, 'ab'],
      [10, 'cd'],
      [20, 'ef'],
      [30, 'gh'],
    ]);
    assert.deepEqual(told.closed, ['close', 40]);
  });

  it('adds waits up that are too short for a timer', async () => {
    const told = await tell(slicer, {
      attributes: { average_size: 1, delay: 250 },
      arrivals: [
        [0, 'abcdefgh'],
        [0, null],
      ],
    });
    assert.deepEqual(told.closed, ['close', 2]);
  });

  it('sends the rest in one piece when it is let go', async () => {
    const told = await tell(slicer, { attributes: { average_size: 2, delay: 10_000 }, arrivals: [[0, 'abcdefgh']], interruptMs: 15 });
    assert.deepEqual(told.sent, [
      [0, 'ab'],
      [10, 'cd'],
      [15, 'efgh'],
    ]);
  });

  it('counts what it cut or held back, and not what passed as it came', async () => {
    const counted = async (attributes: Record<string, number>) => (await tell(slicer, { attributes, arrivals: [[0, 'abcd']] })).counted;
    assert.deepEqual(await counted({ average_size: 100 }), { chunks: 0, bytes: 0, delayedMs: 0 });
    assert.deepEqual(await counted({ average_size: 2 }), { chunks: 1, bytes: 4, delayedMs: 0 });
    assert.deepEqual(await counted({ average_size: 100, delay: 10_000 }), { chunks: 1, bytes: 4, delayedMs: 10 });
  });

  it('refuses sizes that can not be', () => {
    assert.equal(why(1n, 1n), undefined);
    assert.match(why(0n, 0n) ?? '', /average_size/);
    assert.match(why(5n, 6n) ?? '', /size_variation/);
    assert.match(why(5n, -1n) ?? '', /size_variation/);
  });
});
