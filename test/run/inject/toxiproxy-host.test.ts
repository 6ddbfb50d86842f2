import assert from 'node:assert/strict';
import { ChaosError } from '../../../src/errors.ts';
import { isSameAddress, isSameListen, normaliseHost } from '../../../src/run/inject/toxiproxy-host.ts';

describe('addresses of Toxiproxy', () => {
  it('makes one form of a host, because the client posts to `//proxies` otherwise and calls the redirect a success', () => {
    for (const written of [
      'localhost:8474',
      'http://localhost:8474',
      'http://localhost:8474/',
      'http://localhost:8474//',
      ' localhost:8474/ ',
    ]) {
      assert.equal(normaliseHost(written).url, 'http://localhost:8474', written);
    }
    assert.equal(normaliseHost('https://proxy.internal/toxi//').url, 'https://proxy.internal/toxi');
  });

  it('takes credentials out of what is shown', () => {
    assert.deepEqual(normaliseHost('http://me:p%40ss@h:1'), {
      url: 'http://h:1',
      authorization: `Basic ${Buffer.from('me:p@ss').toString('base64')}`,
    });
  });

  it('refuses what is no URL of a server, without repeating credentials', () => {
    for (const wrong of ['', 'http://', 'ftp://h:1', 'http://h:1/?x=1', 'ftp://me:secret@h']) {
      assert.throws(
        () => normaliseHost(wrong),
        (error) => error instanceof ChaosError && error.code === 'USAGE' && !error.message.includes('secret'),
        wrong,
      );
    }
  });

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
});
