import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { FaultSpec } from '../../src/faults/fault.ts';
import { checkRamps, pointsOf, rampSteps } from '../../src/faults/ramp.ts';
import { readFault } from '../../src/faults/read-fault.ts';
import { describeFault, kindOf } from '../../src/faults/shelf.ts';

function ramped(ramps: Record<string, readonly number[]>): FaultSpec {
  return { type: 'latency', attributes: { latency: ramps['latency']?.[0] ?? 0, jitter: 0 }, stream: 'downstream', toxicity: 1, ramps };
}

const points = fc.array(fc.integer({ min: 0, max: 86_400_000 }), { minLength: 2, maxLength: 20 });

describe('a ramp', () => {
  it('goes from the first value to the last, in steps of 200 ms', () => {
    const steps = rampSteps(ramped({ latency: [0, 1000] }), 1_000);
    assert.deepEqual(
      steps.map(({ afterMs, attributes }) => [afterMs, attributes['latency']]),
      [
        [0, 0],
        [200, 250],
        [400, 500],
        [600, 750],
        [800, 1000],
      ],
    );
    assert.deepEqual(steps[0], { afterMs: 0, attributes: { latency: 0, jitter: 0 }, toxicity: 1 });
  });

  it('leaves out what would change nothing', () => {
    const values = rampSteps(ramped({ latency: [0, 2] }), 20_000).map(({ attributes }) => attributes['latency']);
    assert.deepEqual(values, [0, 1, 2]);
  });

  it('takes the share of connections along', () => {
    const steps = rampSteps(ramped({ toxicity: [0, 1] }), 1_000);
    assert.deepEqual(
      steps.map(({ toxicity }) => toxicity),
      [0, 0.25, 0.5, 0.75, 1],
    );
  });

  it('is one step where nothing is ramped', () => {
    const spec = { type: 'latency', attributes: { latency: 5, jitter: 0 }, stream: 'downstream', toxicity: 1 } as const;
    assert.deepEqual(rampSteps(spec, 60_000), [{ afterMs: 0, attributes: { latency: 5, jitter: 0 }, toxicity: 1 }]);
  });

  it('stays in the window, begins and ends as written, and calls at most five times a second and a hundred in all', () => {
    fc.assert(
      fc.property(points, fc.integer({ min: 400, max: 3_600_000 }), (latency, forMs) => {
        const steps = rampSteps(ramped({ latency }), forMs);
        assert.ok(steps.length <= 100);
        assert.equal(steps[0]?.attributes['latency'], latency[0]);
        assert.equal(steps.at(-1)?.attributes['latency'], latency.at(-1));
        for (const [k, { afterMs }] of steps.entries()) {
          assert.ok(afterMs >= 0 && afterMs < forMs);
          if (k > 0) assert.ok(afterMs - steps[k - 1]!.afterMs >= 199, `${afterMs}`);
        }
      }),
    );
  });

  it('reaches every value that is written, if the window has room for them', () => {
    fc.assert(
      fc.property(points, (latency) => {
        const values = rampSteps(ramped({ latency }), 60_000).map(({ attributes }) => attributes['latency']);
        for (const point of latency) assert.ok(values.includes(point), `${point} of ${latency.join()}`);
      }),
    );
  });

  it('never turns round between two points', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e6 }),
        fc.integer({ min: 0, max: 1e6 }),
        fc.integer({ min: 400, max: 600_000 }),
        (from, to, forMs) => {
          const values = rampSteps(ramped({ latency: [from, to] }), forMs).map(({ attributes }) => attributes['latency']!);
          for (const [k, value] of values.entries()) if (k > 0) assert.ok(from <= to ? value >= values[k - 1]! : value <= values[k - 1]!);
        },
      ),
    );
  });

  it('needs a window in which something can change', () => {
    assert.equal(checkRamps(ramped({ latency: [0, 1] }), 399)[0]?.path[0], 'latency');
    assert.deepEqual(checkRamps(ramped({ latency: [0, 1] }), 400), []);
  });

  it('is a map with a list and nothing else', () => {
    assert.equal(pointsOf('2s'), null);
    assert.equal(pointsOf(['2s']), null);
    assert.deepEqual(pointsOf({ ramp: [0, '2s'] }), [0, '2s']);
    assert.match(String(pointsOf({ ramp: [0] })), /2 to 20 values/);
    assert.match(String(pointsOf({ ramp: [0, 1], by: 2 })), /no "by"/);
  });
});

describe('a ramp of a fault', () => {
  it('is in the plan, in words, and in steps', () => {
    const { spec } = readFault('latency', { latency: { ramp: [0, '2s', '500ms'] } }, { toxicity: { ramp: ['0%', '50%'] } });
    assert.deepEqual(spec?.ramps, { latency: [0, 2000, 500], toxicity: [0, 0.5] });
    assert.deepEqual(spec?.attributes, { latency: 0, jitter: 0 });
    assert.equal(describeFault(spec!), 'latency 0 ms to 2 s to 500 ms, on 0 % to 50 % of connections');
    const steps = kindOf(spec!).steps(spec!, 10_000);
    assert.equal(steps[0]?.do, 'add-toxic');
    assert.ok(steps.length > 40 && steps.slice(1).every((step) => step.do === 'update-toxic'));
  });

  it('of an HTTP fault changes share and delay', () => {
    const { spec } = readFault('http_delay', { delay: { ramp: ['1s', '3s'] }, share: { ramp: ['10%', '100%'] } });
    const last = kindOf(spec!).steps(spec!, 5_000).at(-1);
    assert.partialDeepStrictEqual(last, { do: 'update-http-toxic', share: 1, attributes: { delay: 3000, jitter: 0 } });
  });

  const wrong: [what: string, type: string, written: Record<string, unknown>, toxicity: unknown, path: unknown[], message: RegExp][] = [
    ['a point', 'latency', { latency: { ramp: [0, 'soon'] } }, undefined, ['latency', 'ramp', 1], /expected a duration/],
    ['the first point', 'latency', { latency: { ramp: ['soon', 0] } }, undefined, ['latency', 'ramp', 0], /expected a duration/],
    ['one point', 'latency', { latency: { ramp: ['1s'] } }, undefined, ['latency'], /2 to 20 values/],
    ['no change at all', 'latency', { latency: { ramp: [0, 0] } }, undefined, ['latency'], /changes nothing/],
    ['no close that is late', 'slow_close', { delay: '0ms' }, undefined, ['delay'], /changes nothing/],
    [
      'two that cross',
      'slicer',
      { average_size: { ramp: ['100B', '10B'] }, size_variation: '20B' },
      undefined,
      ['size_variation'],
      /less than average_size/,
    ],
    ['what has no ramp', 'flap', { period: { ramp: ['1s', '2s'] } }, undefined, ['period'], /can't be ramped/],
    ['a share beyond all', 'latency', { latency: '1s' }, { ramp: [0, 2] }, ['toxicity', 'ramp', 1], /share of connections/],
    ['a share of nobody', 'latency', { latency: '1s' }, { ramp: [0, 0] }, ['toxicity'], /touches nothing/],
  ];
  for (const [what, type, written, toxicity, path, message] of wrong) {
    it(`is refused: ${what}`, () => {
      const { problems } = readFault(type, written, { toxicity });
      assert.equal(problems?.length, 1, JSON.stringify(problems));
      assert.deepEqual(problems?.[0]?.path, path);
      assert.match(problems?.[0]?.message ?? '', message);
    });
  }
});
