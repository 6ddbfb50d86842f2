import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { requestsToProve, wilsonUpper } from '../../src/objectives/wilson.ts';

describe('wilson', () => {
  it('asks for the requests of the published table', () => {
    assert.deepEqual([0.005, 0.01, 0.02, 0.05].map(requestsToProve), [539, 268, 133, 52]);
  });

  it('is below theta with so many requests without an error, and not with one fewer', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 0.3, noNaN: true }), (theta) => {
        const n = requestsToProve(theta);
        assert.ok(wilsonUpper(0, n) <= theta + 1e-12);
        if (n > 1) assert.ok(wilsonUpper(0, n - 1) > theta);
      }),
    );
  });

  it('is never below the share seen, and shrinks with more requests', () => {
    assert.equal(wilsonUpper(0, 0), 1);
    assert.ok(wilsonUpper(10, 100) > 0.1 && wilsonUpper(100, 1_000) > 0.1);
    assert.ok(wilsonUpper(100, 1_000) < wilsonUpper(10, 100));
  });
});
