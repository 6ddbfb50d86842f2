import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { AddressError, resolveAddress, splitAddress, writeAddress } from '../../src/proxy/address.ts';

describe('addresses', () => {
  it('splits what it writes', () =>
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.constant('')), fc.nat(65_535), (host, port) => {
        assert.deepEqual(splitAddress(writeAddress({ host, port })), { host, port });
      }),
    ));

  it('splits anything or says what is wrong', () =>
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'[]:.1a') }), (text) => {
        try {
          const { host, port } = splitAddress(text);
          assert.ok(Number.isInteger(port) && !/[[\]]/.test(host));
        } catch (error) {
          assert.ok(error instanceof AddressError);
        }
      }),
    ));

  it('looks names up, IPv4 first, and takes nothing for everything', async () => {
    assert.deepEqual(await resolveAddress('localhost:80'), { host: '127.0.0.1', port: 80 });
    assert.deepEqual(await resolveAddress(''), { host: '', port: 0 });
    assert.deepEqual(await resolveAddress(':http'), { host: '', port: 80 });
  });
});
