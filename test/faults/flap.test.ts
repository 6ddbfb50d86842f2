import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { flap } from '../../src/faults/flap.ts';
import { readFault } from '../../src/faults/read-fault.ts';

const periods = fc.integer({ min: 200, max: 60_000 });
const duties = fc.double({ min: 0.01, max: 0.99, noNaN: true });

describe('flap', () => {
  it('is down for its share of the window, begins down, and never is down or up twice in a row', () => {
    fc.assert(
      fc.property(periods, duties, fc.integer({ min: 1, max: 200 }), (period, duty, count) => {
        const { spec } = readFault('flap', { period: `${period}ms`, duty });
        fc.pre(spec !== undefined);
        const forMs = period * count;
        const steps = flap.steps(spec, forMs);
        assert.deepEqual(
          steps.map((step) => step.do),
          Array.from({ length: 2 * count }, (_, k) => (k % 2 === 0 ? 'disable-proxy' : 'enable-proxy')),
        );
        let downMs = 0;
        for (let k = 0; k < steps.length; k += 2) downMs += steps[k + 1]!.afterMs - steps[k]!.afterMs;
        assert.ok(Math.abs(downMs / forMs - duty) <= 1 / period + 1e-9, `${downMs} of ${forMs}`);
      }),
    );
  });

  it('ends where the window ends, be it down or up', () => {
    const { spec } = readFault('flap', { period: '4s', duty: '50%' });
    assert.deepEqual(
      flap.steps(spec!, 9_000).map(({ afterMs }) => afterMs),
      [0, 2000, 4000, 6000, 8000],
    );
  });

  it('needs room for one period, and no more calls than make sense', () => {
    const { spec } = readFault('flap', { period: '200ms' });
    assert.match(flap.check!(spec!, 199)[0]?.message ?? '', /one period/);
    assert.match(flap.check!(spec!, 3_600_000)[0]?.message ?? '', /more than 10000 changes/);
    assert.deepEqual(flap.check!(spec!, 20_000), []);
  });
});
