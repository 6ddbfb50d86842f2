import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { bucketOf, Histogram, valueOf } from '../../src/events/histogram.ts';

const micros = fc.oneof(
  fc.integer({ min: 0, max: 2_000 }),
  fc.integer({ min: 0, max: 60_000_000 }),
  fc.integer({ min: 0, max: 2 ** 31 - 1 }),
);
const values = fc.array(micros, { maxLength: 200 });

function histogramOf(list: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of list) histogram.record(value);
  return histogram;
}

describe('bucketOf and valueOf', () => {
  it('a value comes back within 0.4 %, below 128 us exactly', () => {
    fc.assert(
      fc.property(micros, (value) => {
        const back = valueOf(bucketOf(value));
        if (value < 128) assert.equal(back, value);
        else assert.ok(Math.abs(back - value) <= value * 0.004, `${value} came back as ${back}`);
      }),
    );
  });

  it('a larger value has no smaller bucket', () => {
    fc.assert(fc.property(micros, micros, (a, b) => a > b || bucketOf(a) <= bucketOf(b)));
  });

  it('the middle of a bucket lies in it', () => {
    fc.assert(fc.property(micros, (value) => bucketOf(Math.floor(valueOf(bucketOf(value)))) === bucketOf(value)));
  });

  it('takes what is negative or too long for the nearest it knows', () => {
    assert.equal(bucketOf(-5), 0);
    assert.equal(bucketOf(1e12), bucketOf(2 ** 31 - 1));
  });
});

describe('Histogram', () => {
  it('merging is adding: commutative, associative, and the same as recording all in one', () => {
    fc.assert(
      fc.property(values, values, values, (a, b, c) => {
        const left = histogramOf(a);
        left.merge(histogramOf(b));
        left.merge(histogramOf(c));
        const inner = histogramOf(c);
        inner.merge(histogramOf(b));
        const right = histogramOf([]);
        right.merge(inner);
        right.add(histogramOf(a).toSparse());
        assert.deepEqual(left.toSparse(), right.toSparse());
        assert.deepEqual(left.toSparse(), histogramOf([...a, ...b, ...c]).toSparse());
        assert.equal(left.count, a.length + b.length + c.length);
      }),
    );
  });

  it('survives the event log: sparse form, JSON, and back', () => {
    fc.assert(
      fc.property(values, (list) => {
        const back = new Histogram();
        back.add(JSON.parse(JSON.stringify(histogramOf(list).toSparse())) as number[]);
        assert.deepEqual(back.toSparse(), histogramOf(list).toSparse());
        assert.equal(back.count, list.length);
      }),
    );
  });

  it('a quantile is the nearest rank, within 0.4 %', () => {
    fc.assert(
      fc.property(fc.array(micros, { minLength: 1, maxLength: 200 }), fc.constantFrom(0, 0.01, 0.5, 0.9, 0.95, 0.99, 1), (list, q) => {
        const rank = Math.max(1, Math.ceil(q * list.length - 1e-9));
        const exact = list.toSorted((a, b) => a - b)[rank - 1] as number;
        const got = (histogramOf(list).quantileMs(q) ?? Number.NaN) * 1_000;
        assert.ok(Math.abs(got - exact) <= Math.max(1e-6, exact * 0.004), `${exact} came back as ${got}`);
      }),
    );
  });

  it('quantiles never fall as q grows, and end at the maximum', () => {
    fc.assert(
      fc.property(
        fc.array(micros, { minLength: 1, maxLength: 50 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (list, a, b) => {
          const histogram = histogramOf(list);
          const [low, high] = a < b ? [a, b] : [b, a];
          assert.ok((histogram.quantileMs(low) as number) <= (histogram.quantileMs(high) as number));
          assert.equal(histogram.quantileMs(1), histogram.maxMs());
        },
      ),
    );
  });

  it('counts what is above a bound, to the width of a bucket', () => {
    fc.assert(
      fc.property(values, micros, (list, bound) => {
        const above = histogramOf(list).countAbove(bound / 1_000);
        assert.ok(above <= list.filter((value) => value > bound).length);
        assert.ok(above >= list.filter((value) => value > bound * 1.008 + 1).length);
      }),
    );
  });

  it('an empty one has no quantiles, and a cleared one is empty', () => {
    const histogram = histogramOf([1, 2, 3]);
    histogram.clear();
    assert.deepEqual([histogram.count, histogram.quantileMs(0.5), histogram.maxMs(), histogram.toSparse()], [0, null, null, []]);
    histogram.record(7, 0);
    assert.deepEqual(histogram.toSparse(), []);
  });
});
