import assert from 'node:assert/strict';
import { edits, nearest } from '../src/nearest.ts';

describe('nearest', () => {
  const known = ['latency', 'jitter', 'reset_peer', 'down'];
  it('finds what was meant, whatever the case and the dash', () => {
    assert.equal(nearest('Latency', known), 'latency');
    assert.equal(nearest('jiter', known), 'jitter');
    assert.equal(nearest('reset-per', known), 'reset_peer');
  });
  it('takes two letters that changed places for one mistake, as in `form`', () => {
    assert.equal(nearest('form', ['fortress', 'from', 'bomb']), 'from');
    assert.equal(edits('form', 'from'), 1);
    assert.equal(edits('Reset-Peer', 'reset_peer'), 0);
    assert.equal(edits('', 'abc'), 3);
  });
  it('keeps still when nothing is close', () => {
    assert.equal(nearest('bandwidth', known), undefined);
    assert.equal(nearest('x', []), undefined);
  });
});
