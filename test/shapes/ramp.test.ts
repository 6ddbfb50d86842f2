import { ramp } from '../../src/shapes/ramp.ts';
import { conforms, near, specs } from './shape.common.ts';

describe('ramp', () => {
  conforms(specs.ramp);

  it('from 0 to 100/s in 10 s sends 500, the first 125 of them in 5 s', () => {
    const shape = ramp.shape({ shape: 'ramp', fromPerSecond: 0, toPerSecond: 100 }, 10_000);
    near(shape.sentBy(10_000), 500, 1e-12);
    near(shape.timeOf(125), 5_000, 1e-12);
  });

  it('from 1 to 301/s in 3 s the second arrival comes after 0.11 s, not after 2', () => {
    const shape = ramp.shape({ shape: 'ramp', fromPerSecond: 1, toPerSecond: 301 }, 3_000);
    near(shape.timeOf(0.5), 90.49875, 1e-6);
    near(shape.timeOf(2), 190.2499, 1e-4);
  });
});
