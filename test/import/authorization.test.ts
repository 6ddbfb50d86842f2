import assert from 'node:assert/strict';
import { takeAuth } from '../../src/import/authorization.ts';
import type { Header } from '../../src/import/exchange.ts';
import { hole } from '../../src/import/hole.ts';
import { createSecrets } from '../../src/import/secrets.ts';

function taken(...headers: Header[]) {
  return takeAuth(headers, createSecrets());
}

function base64(text: string | Buffer): string {
  return Buffer.from(text).toString('base64');
}

describe('takeAuth', () => {
  it('takes Bearer out of the headers', () =>
    assert.deepEqual(taken(['x-a', '1'], ['Authorization', 'Bearer tok-1']), { auth: { bearer: 'tok-1' }, headers: [['x-a', '1']] }));

  it('takes Basic apart, at the first colon', () =>
    assert.deepEqual(taken(['authorization', `Basic ${base64('änna:p:w')}`]), {
      auth: { basic: { user: 'änna', password: 'p:w' } },
      headers: [],
    }));

  it('a token may be a variable', () =>
    assert.deepEqual(taken(['authorization', `Bearer ${hole('env.T')}`]).auth, { bearer: hole('env.T') }));

  const kept: [string, string][] = [
    ['another scheme', 'Digest a="b"'],
    ['a scheme in small letters', 'bearer tok-1'],
    ['no token', 'Bearer '],
    ['no scheme', 'tok-1'],
    ['two blanks', 'Bearer  tok-1'],
    ['Basic of a variable', `Basic ${hole('env.B')}`],
    ['Basic of no user', `Basic ${base64(':pw')}`],
    ['Basic without a colon', `Basic ${base64('anna')}`],
    ['Basic of bytes that are no characters', `Basic ${base64(Buffer.from([0x61, 0x3a, 0xff]))}`],
    ['base64 without its padding', `Basic ${base64('anna:pw').replace(/=+$/, '')}`],
    ['what looks like a hole', `Basic ${base64('a:\u{E000}env.HOME\u{E001}')}`],
  ];
  for (const [what, value] of kept)
    it(`leaves ${what} a header`, () =>
      assert.deepEqual(taken(['authorization', value]), { auth: null, headers: [['authorization', value]] }));

  it('leaves two headers as they are', () => {
    const headers: Header[] = [
      ['authorization', 'Bearer a'],
      ['Authorization', 'Bearer b'],
    ];
    assert.deepEqual(taken(...headers), { auth: null, headers });
  });

  it('what it took apart is a secret as a whole', () => {
    const secrets = createSecrets();
    const whole = base64('anna:password-1');
    takeAuth([['authorization', `Basic ${whole}`]], secrets);
    assert.equal(secrets.sweep(`x=${whole}`), `x=${hole('env.TARGET_BASIC_CREDENTIALS')}`);
  });
});
