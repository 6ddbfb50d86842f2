import assert from 'node:assert/strict';
import { comparePlace, placeHere, type Place } from '../../src/run/state-place.ts';

describe('the place of a process id', () => {
  const here: Place = { host: 'ci-7', boot: 'b1', pids: 'pid:[1]' };

  it('is that of this process', () => {
    assert.equal(comparePlace(placeHere(), placeHere()), 'same');
  });

  it('is the system and the namespace, whatever the machine is called by now', () => {
    assert.equal(comparePlace({ ...here, host: 'renamed' }, here), 'same');
    assert.equal(comparePlace({ ...here, pids: 'pid:[2]' }, here), 'elsewhere');
    assert.equal(comparePlace({ host: 'ci-8', boot: 'b2', pids: 'pid:[1]' }, here), 'elsewhere');
  });

  it('is known again after the machine was started anew', () => {
    assert.equal(comparePlace({ ...here, boot: 'b0' }, here), 'before');
    assert.equal(comparePlace({ ...here, boot: 'b0', pids: 'pid:[2]' }, here), 'before');
  });

  it('goes by the name alone where the system says no more', () => {
    assert.equal(comparePlace({ host: 'ci-7', boot: null, pids: null }, here), 'same');
    assert.equal(comparePlace({ host: 'ci-8', boot: null, pids: null }, here), 'elsewhere');
  });
});
