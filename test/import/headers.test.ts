import assert from 'node:assert/strict';
import { cookiesOf, ownHeaders } from '../../src/import/headers.ts';

describe('ownHeaders', () => {
  for (const name of [
    'Host',
    ':authority',
    'Content-Length',
    'Connection',
    'User-Agent',
    'Sec-Fetch-Mode',
    'If-None-Match',
    'Cookie',
    'Content-Type',
    'Accept-Encoding',
    'Origin',
  ])
    it(`leaves out ${name}`, () => assert.deepEqual(ownHeaders([[name, 'x']]), []));

  for (const name of ['Authorization', 'X-Requested-With', 'Accept-Language', 'Idempotency-Key', 'Range'])
    it(`keeps ${name}`, () => assert.deepEqual(ownHeaders([[name, 'x']]), [[name, 'x']]));

  it('keeps an accept that says something', () => {
    assert.deepEqual(ownHeaders([['accept', 'application/vnd.api+json']]), [['accept', 'application/vnd.api+json']]);
    assert.deepEqual(ownHeaders([['accept', 'application/json, text/plain, */*']]), []);
  });
});

describe('cookiesOf', () => {
  it('reads pairs, and values with an equals sign', () => {
    assert.deepEqual(cookiesOf('a=1; b = x=y ;c; =d'), [
      ['a', '1'],
      ['b', 'x=y'],
    ]);
  });
});
