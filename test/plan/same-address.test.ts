import assert from 'node:assert/strict';
import { isEverywhere, isSameAddress, isSameListen } from '../../src/plan/same-address.ts';

describe('addresses that mean the same', () => {
  it('knows the same address in other words', () => {
    assert.ok(isSameAddress('localhost:3306', '127.0.0.1:3306'));
    assert.ok(isSameAddress('DB.internal:1', 'db.internal:1'));
    assert.ok(!isSameAddress('127.0.0.1:1', '127.0.0.1:2'));
    assert.ok(!isSameAddress('db:1', '127.0.0.1:1'));
  });

  it('knows when two listens want the same port', () => {
    assert.ok(isSameListen('localhost:80', '127.0.0.1:80'));
    assert.ok(isSameListen('[::]:80', '0.0.0.0:80'));
    assert.ok(isSameListen('[::]:80', '127.0.0.1:80'));
    assert.ok(isSameListen(':80', '10.0.0.1:80'));
    assert.ok(!isSameListen('127.0.0.1:80', '127.0.0.2:80'));
    assert.ok(!isSameListen('127.0.0.1:80', '127.0.0.1:8080'));
    // Any free port is nobody's.
    assert.ok(!isSameListen('127.0.0.1:0', '127.0.0.1:0'));
  });

  it('knows what can be listened on and not connected to', () => {
    for (const all of ['0.0.0.0:80', '[::]:80', ':80', '*:80']) assert.ok(isEverywhere(all), all);
    for (const one of ['127.0.0.1:80', '[::1]:80', 'shop:80']) assert.ok(!isEverywhere(one), one);
  });
});
