import assert from 'node:assert/strict';
import { ownCauses } from '../../../src/run/load/own-causes.ts';

describe('ownCauses', () => {
  it('name the limits as a person wrote them, so that requests that met the same one are one group', () => {
    const { timeout, connecting, deadline, limit } = ownCauses({ timeoutMs: 5_000, deadlineMs: 250, maxInFlight: 2_000 });
    assert.deepEqual(
      [timeout, connecting, deadline, limit],
      ['no answer within 5 s', 'no connection within 5 s', 'not sent within 250 ms', 'in-flight limit of 2000'],
    );
  });
});
