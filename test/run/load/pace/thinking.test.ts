import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { Visit } from '../../../../src/run/load/visit/journey.ts';
import { Thinking } from '../../../../src/run/load/pace/thinking.ts';

describe('Thinking', () => {
  it('gives back everybody, in the order of time', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 60 }), fc.nat({ max: 60 }), (times, early) => {
        const thinking = new Thinking();
        const visits = times.map((_, k) => new Visit(k, []));
        for (const [k, time] of times.entries()) thinking.add(visits[k] as Visit, time);
        const taken: number[] = [];
        const seen = new Set<Visit>();
        for (let n = 0; n < Math.min(early, times.length); n += 1) {
          assert.equal(thinking.next(), Math.min(...times.filter((_, k) => !seen.has(visits[k] as Visit))));
          const { visit, dueMs } = thinking.take();
          seen.add(visit);
          taken.push(dueMs);
        }
        assert.equal(thinking.size, times.length - taken.length);
        assert.deepEqual(taken, times.toSorted((a, b) => a - b).slice(0, taken.length));
      }),
    );
    assert.equal(new Thinking().next(), Number.POSITIVE_INFINITY);
  });
});
