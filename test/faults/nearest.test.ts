import assert from 'node:assert/strict';
import { nearest } from '../../src/faults/nearest.ts';

describe('nearest', () => {
  const known = ['latency', 'jitter', 'reset_peer', 'down'];
  it('finds what was meant, whatever the case and the dash', () => {
    assert.equal(nearest('Latency', known), 'latency');
    assert.equal(nearest('jiter', known), 'jitter');
    assert.equal(nearest('reset-per', known), 'reset_peer');
  });
  it('keeps still when nothing is close', () => {
    assert.equal(nearest('bandwidth', known), undefined);
    assert.equal(nearest('x', []), undefined);
  });
});
