import assert from 'node:assert/strict';
import { describeShape, ratesOf, readShape, shapeOf, stretchShape } from '../../src/shapes/shelf.ts';
import { base20, conforms, specs } from './shape.common.ts';

describe('replay', () => {
  conforms(specs.replay);

  it('gives each rate its time, and takes the beginning where the stage is shorter', () => {
    const spec = { shape: 'replay', file: 'access.log', everyMs: 500, perSecond: [10, 0, 40, 100] } as const;
    const shape = shapeOf(spec, 2_000);
    assert.deepEqual([0, 499, 500, 1_000, 1_999].map(shape.rateAt), [10, 10, 0, 40, 100]);
    assert.equal(shape.sentBy(2_000), 75);
    assert.deepEqual([5, 5.5, 25].map(shape.timeOf), [500, 1_012.5, 1_500]);
    assert.equal(ratesOf(spec, 2_000).peakPerSecond, 100);
    assert.equal(ratesOf(spec, 1_500).peakPerSecond, 40);
    assert.equal(describeShape(spec, 2_000), 'replay of access.log, up to 100/s');
    assert.equal(describeShape(spec, 1_500), 'replay of access.log, the first 1.5 s of 2 s, up to 40/s');
    assert.equal(
      describeShape({ ...spec, file: null, speed: 60, factor: 2.5 }, 2_000),
      'replay at 60 times its speed, rates times 2.5, up to 100/s',
    );
  });

  it('runs faster at the same rates, higher by a factor, or up to a peak', () => {
    const rates = { every: '10s', rates: [1, 2, 4] };
    const read = (more: object): unknown => readShape({ replay: { ...rates, ...more } }, base20, 0);
    const spec = (everyMs: number, perSecond: number[], file: string | null = null, more: object = {}): object => ({
      spec: { shape: 'replay', file, everyMs, perSecond, ...more },
    });
    assert.deepEqual(read({ file: 'day.csv' }), spec(10_000, [1, 2, 4], 'day.csv'));
    assert.deepEqual(read({ speed: 20 }), spec(500, [1, 2, 4], null, { speed: 20 }));
    assert.deepEqual(read({ scale: 2.5 }), spec(10_000, [2.5, 5, 10], null, { factor: 2.5 }));
    assert.deepEqual(read({ peak: '5x' }), spec(10_000, [25, 50, 100], null, { factor: 25 }));
    assert.deepEqual(stretchShape({ replay: { ...rates, speed: 2 } }, 0.25), { replay: { ...rates, speed: 8 } });
  });

  it('refuses what it can not do', () => {
    const problems: [object, number, string][] = [
      [{ every: '1s', rates: [1, 2] }, 2_500, 'the recording lasts 2 s, shorter than the stage: leave out for, or lower speed'],
      [
        { every: '1m', rates: [1], speed: 60 },
        2_000,
        'the recording lasts 1 s at 60 times its speed, shorter than the stage: leave out for, or lower speed',
      ],
      [{ every: '1s', rates: [0, 0], peak: '1x' }, 0, 'every rate of the recording is 0: none can become the peak'],
    ];
    for (const [replay, forMs, problem] of problems) assert.deepEqual(readShape({ replay }, base20, forMs), { problem });
    for (const replay of [
      {},
      { rates: [1] },
      { every: '1s' },
      { file: 'a', scale: 1, peak: '1x' },
      { file: 'a', speed: 0 },
      { every: '0', rates: [1] },
    ])
      assert.ok('schema' in readShape({ replay }, base20, 0), JSON.stringify(replay));
  });
});
