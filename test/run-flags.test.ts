import assert from 'node:assert/strict';
import { columnsOf } from '../src/run-flags.ts';

describe('the width of what is printed', () => {
  it("is the terminal's, and no limit without one", () => {
    assert.equal(columnsOf({ columns: 100 }), 100);
    assert.equal(columnsOf({}), Number.POSITIVE_INFINITY);
    assert.equal(columnsOf({ columns: 0 }), Number.POSITIVE_INFINITY, 'a terminal that does not know its own');
  });
});
