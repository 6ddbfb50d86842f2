import assert from 'node:assert/strict';
import { chooseSamples, chosenSchema } from '../../src/report/chosen-samples.ts';
import { held, samples } from '../support/sample-analysis.ts';

const choice = { most: 3, slowest: false, route: null };

describe('the requests that were asked for', () => {
  it('are those alone, in the order in which they are shown', () => {
    const chosen = chooseSamples(held, choice);
    assert.deepEqual(
      chosen.samples.map(({ number }) => number),
      [3, 1, 4],
    );
    assert.deepEqual([chosen.run, chosen.kept, chosen.samplesLeftOut], [held.run.id, held.samples.length, held.samplesLeftOut]);
    const slowest = chooseSamples(held, { most: 10, slowest: true, route: 'product' });
    assert.deepEqual(
      slowest.samples.map(({ number }) => number),
      [5, 6],
    );
  });

  it('keep to their own schema', () => {
    for (const analysis of Object.values(samples)) {
      const chosen = chooseSamples(analysis, choice);
      assert.deepEqual(chosenSchema.strict().parse(chosen), chosen);
    }
  });

  it('are wrong usage of a route that is none', () => {
    assert.throws(() => chooseSamples(held, { ...choice, route: 'chekout' }), { code: 'USAGE', message: 'no route "chekout"' });
  });
});
