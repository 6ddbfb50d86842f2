import assert from 'node:assert/strict';
import { z } from 'zod';
import { readShape, shapes, stretchShape } from '../../src/shapes/shelf.ts';
import { base20 } from './shape.common.ts';

const shapeWanted = 'expected a rate (100/s or 5x) or a shape ({ramp: [1x, 5x]}; others: step, spike, wave, replay)';

describe('readShape', () => {
  it('reads a rate, a multiple and a ramp', () => {
    assert.deepEqual(readShape('100/s', base20, 0), { spec: { shape: 'constant', perSecond: 100 } });
    assert.deepEqual(readShape('3000/min', base20, 0), { spec: { shape: 'constant', perSecond: 50 } });
    assert.deepEqual(readShape('1.5x', base20, 0), { spec: { shape: 'constant', perSecond: 30 } });
    assert.deepEqual(readShape({ ramp: ['1x', '100/s'] }, base20, 0), { spec: { shape: 'ramp', fromPerSecond: 20, toPerSecond: 100 } });
  });

  it('says what it expected and what it found', () => {
    const problems: [unknown, string][] = [
      [100, '100 of what? write 100/s, or 100x for 100 times the base'],
      ['fast', 'expected a rate such as 100/s or 5x, got "fast"'],
      ['-1/s', 'expected a rate such as 100/s or 5x, got "-1/s"'],
      [null, `${shapeWanted}, got null`],
      [undefined, `${shapeWanted}, got nothing`],
      [['1x'], `${shapeWanted}, got ["1x"]`],
      [{}, `${shapeWanted}, got {}`],
      [{ toString: '1x' }, `${shapeWanted}, got {"toString":"1x"}`],
      [{ ramp: ['1x', '5x'], wave: 1 }, `${shapeWanted}, got {"ramp":["1x","5x"],"wave":1}`],
      [{ ramp: ['1x'] }, 'expected {ramp: [1x, 5x]}, two rates, got {"ramp":["1x"]}'],
      [{ ramp: [1, 5] }, 'expected {ramp: [1x, 5x]}, two rates, got {"ramp":[1,5]}'],
    ];
    for (const [value, problem] of problems) assert.deepEqual(readShape(value, base20, 0), { problem });
    assert.deepEqual(
      readShape({ ramp: ['1x', '5x'] }, () => undefined, 0),
      { problem: 'expected a rate such as 100/s or 5x, got "1x"' },
    );
  });

  it('leaves what is wrong within a map to its schema, which knows the place', () => {
    for (const value of [
      { spike: { peek: '5x' } },
      { wave: { low: '1x', high: '2x', period: 20 } },
      { replay: { file: 'a.log', speed: 0 } },
    ]) {
      const read = readShape(value, base20, 0);
      assert.ok('schema' in read && !read.schema.safeParse(value).success);
    }
    assert.deepEqual(readShape({ step: ['1x'] }, base20, 0), {
      problem: 'expected {step: [1x, 2x, 5x]}, 2 to 1000 rates, got {"step":["1x"]}',
    });
  });

  it('stretches only what has times of its own', () => {
    for (const value of ['5x', { ramp: ['1x', '5x'] }, { step: ['1x', '5x'] }, { spike: 'no' }, null])
      assert.deepEqual(stretchShape(value, 2), value);
  });

  it('has a described JSON Schema for each shape', () => {
    for (const kind of Object.values(shapes)) assert.match(JSON.stringify(z.toJSONSchema(kind.schema, { io: 'input' })), /"description":/);
  });
});
