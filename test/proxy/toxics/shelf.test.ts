import assert from 'node:assert/strict';
import { toxics } from '../../../src/proxy/toxics/shelf.ts';

describe('shelf of toxics', () => {
  it('has every toxic of the wire, under its type', () => {
    assert.deepEqual([...toxics.keys()].toSorted(), [
      'bandwidth',
      'latency',
      'limit_data',
      'noop',
      'reset_peer',
      'slicer',
      'slow_close',
      'timeout',
    ]);
    for (const [type, kind] of toxics) assert.equal(kind.type, type);
  });
});
