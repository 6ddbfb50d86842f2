import assert from 'node:assert/strict';
import { hostname, userInfo } from 'node:os';
import { ownerHere } from '../../../src/run/inject/lock-owner.ts';

describe('who takes a lock', () => {
  const nameless = (): never => {
    throw new Error('A system error occurred: uv_os_get_passwd returned ENOENT (no such file or directory)');
  };

  it('is the user of this machine', () => {
    assert.deepEqual(ownerHere(), { host: hostname(), user: userInfo().username });
  });

  it('has a name also where the system knows none', () => {
    assert.equal(ownerHere({ USER: 'ann' }, nameless).user, 'ann');
    assert.equal(ownerHere({ USER: '' }, nameless).user, `uid-${process.getuid?.()}`);
  });
});
