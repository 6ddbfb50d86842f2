import assert from 'node:assert/strict';
import { describeShape, ratesOf, readShape, shapeOf, stretchShape } from '../../src/shapes/shelf.ts';
import { base20, conforms, specs } from './shape.common.ts';

const spec = { shape: 'spike', basePerSecond: 10, peakPerSecond: 100, atMs: 2_000, holdMs: 3_000, decayMs: 4_000 } as const;

describe('spike', () => {
  conforms(specs.spike);

  it('jumps from one instant to the next, holds, and falls back in a straight line', () => {
    const shape = shapeOf(spec, 20_000);
    assert.deepEqual(
      [0, 1_999, 2_000, 4_999, 5_000, 7_000, 9_000, 20_000].map((tMs) => shape.rateAt(tMs)),
      [10, 10, 100, 100, 100, 55, 10, 10],
    );
    assert.equal(shape.sentBy(20_000), 20 + 300 + 220 + 110);
    assert.deepEqual([20, 21, 320, 650].map(shape.timeOf), [2_000, 2_010, 5_000, 20_000]);
    assert.deepEqual(ratesOf(spec, 20_000), { fromPerSecond: 10, toPerSecond: 10, peakPerSecond: 100 });
  });

  it('out of silence and back into it: no arrival lies in the silence', () => {
    const shape = shapeOf({ ...spec, basePerSecond: 0, decayMs: 0 }, 20_000);
    assert.deepEqual([0.5, 299.5, 300].map(shape.timeOf), [2_005, 4_995, 5_000]);
  });

  it('ends with the stage, wherever that is', () => {
    assert.deepEqual(ratesOf(spec, 7_000), { fromPerSecond: 10, toPerSecond: 55, peakPerSecond: 100 });
    assert.deepEqual(ratesOf(spec, 1_000), { fromPerSecond: 10, toPerSecond: 10, peakPerSecond: 10 });
  });

  it('is read with its defaults, told in words, and stretched in its times', () => {
    const written = { spike: { peak: '5x', at: '10s', decay: '1m' } };
    const read = readShape(written, base20, 120_000);
    const wanted = { shape: 'spike', basePerSecond: 20, peakPerSecond: 100, atMs: 10_000, holdMs: 0, decayMs: 60_000 } as const;
    assert.deepEqual(read, { spec: wanted });
    assert.equal(describeShape(wanted, 2_000), '20/s, spike to 100/s after 10 s, back in 1 m 00 s');
    assert.equal(describeShape(spec, 2_000), '10/s, spike to 100/s after 2 s, held 3 s, back in 4 s');
    assert.deepEqual(stretchShape(written, 0.5), { spike: { peak: '5x', at: '5s', decay: '30s' } });
  });

  it('refuses a spike that is none', () => {
    const problems: [object, string][] = [
      [{ peak: '1x', hold: '1s' }, 'the peak of a spike is above its base, and 1x is not above 1x'],
      [{ peak: '2x' }, 'a spike that neither holds nor decays is none: give it hold, decay or both'],
      [{ peak: '2x', at: '10s', hold: '1s' }, 'the spike would come at 10 s, and the stage lasts 10 s'],
      [
        { peak: '2x', at: '4s', hold: '8s' },
        'the spike would be over at 12 s, and the stage lasts 10 s: shorten it, or give the stage more time',
      ],
      [
        { peak: '2x', hold: '8s', decay: '3s' },
        'the spike would be over at 11 s, and the stage lasts 10 s: shorten it, or give the stage more time',
      ],
    ];
    // What stretching rounds is no mistake of anybody.
    assert.ok('spec' in readShape({ spike: { peak: '2x', at: '3334ms', hold: '3334ms', decay: '3334ms' } }, base20, 10_000));
    for (const [spike, problem] of problems) assert.deepEqual(readShape({ spike }, base20, 10_000), { problem });
  });
});
