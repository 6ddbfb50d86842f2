import assert from 'node:assert/strict';
import { ChaosError } from '../../../src/errors.ts';
import { normaliseHost } from '../../../src/run/inject/toxiproxy-host.ts';

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
});
