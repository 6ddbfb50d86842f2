import assert from 'node:assert/strict';
import { z } from 'zod';
import { readShape, shapes } from '../../src/shapes/shelf.ts';
import { parseMultiple, parseRate } from '../../src/units.ts';

const base20 = (text: string): number | undefined =>
  parseRate(text) ?? (parseMultiple(text) === undefined ? undefined : (parseMultiple(text) as number) * 20);

describe('readShape', () => {
  it('reads a rate, a multiple and a ramp', () => {
    assert.deepEqual(readShape('100/s', base20), { spec: { shape: 'constant', perSecond: 100 } });
    assert.deepEqual(readShape('3000/min', base20), { spec: { shape: 'constant', perSecond: 50 } });
    assert.deepEqual(readShape('1.5x', base20), { spec: { shape: 'constant', perSecond: 30 } });
    assert.deepEqual(readShape({ ramp: ['1x', '100/s'] }, base20), { spec: { shape: 'ramp', fromPerSecond: 20, toPerSecond: 100 } });
  });

  it('says what it expected and what it found', () => {
    const problems: [unknown, string][] = [
      [100, 'a rate needs a unit: 100/s, or 100x for 100 times the base'],
      ['fast', 'expected a rate such as 100/s or 5x, found "fast"'],
      ['-1/s', 'expected a rate such as 100/s or 5x, found "-1/s"'],
      [null, 'expected a rate (100/s or 5x) or a shape ({ramp: [1x, 5x]}), found null'],
      [undefined, 'expected a rate (100/s or 5x) or a shape ({ramp: [1x, 5x]}), found nothing'],
      [['1x'], 'expected a rate (100/s or 5x) or a shape ({ramp: [1x, 5x]}), found ["1x"]'],
      [{}, 'expected a rate (100/s or 5x) or a shape ({ramp: [1x, 5x]}), found {}'],
      [{ toString: '1x' }, 'expected a rate (100/s or 5x) or a shape ({ramp: [1x, 5x]}), found {"toString":"1x"}'],
      [{ ramp: ['1x', '5x'], wave: 1 }, 'expected a rate (100/s or 5x) or a shape ({ramp: [1x, 5x]}), found {"ramp":["1x","5x"],"wave":1}'],
      [{ ramp: ['1x'] }, 'expected {ramp: [1x, 5x]}, found {"ramp":["1x"]}'],
      [{ ramp: [1, 5] }, 'expected {ramp: [1x, 5x]}, found {"ramp":[1,5]}'],
    ];
    for (const [value, problem] of problems) assert.deepEqual(readShape(value, base20), { problem });
    assert.deepEqual(
      readShape({ ramp: ['1x', '5x'] }, () => undefined),
      { problem: 'expected a rate such as 100/s or 5x, found "1x"' },
    );
  });

  it('has a described JSON Schema for each shape', () => {
    for (const kind of Object.values(shapes)) assert.match(JSON.stringify(z.toJSONSchema(kind.schema)), /"description":/);
  });
});
