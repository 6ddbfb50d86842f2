import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { namedSecretsIn, redactNamed } from '../../src/plan/named-secrets.ts';

/** In each text SECRET is a secret; what is in `kept` is none. */
const rows: readonly (readonly [title: string, text: string, kept?: string])[] = [
  ['a member of JSON', '{"id":7,"token":"SECRET","name":"kept"}', '"name":"kept"'],
  ['with spaces, and a number', '{ "api_key" : 12SECRET34 , "page" : 2 }', '"page" : 2'],
  ['a list', '{"passwords":["SECRET","a SECRET]"],"n":1}', '"n":1'],
  ['a map, however deep', '{"credentials":{"user":"SECRET","more":{"pin":"}SECRET"}},"n":1}', '"n":1'],
  ['a string with quotes and backslashes in it', String.raw`{"secret":"a\"SECRET\\","n":1}`, '"n":1'],
  ['a key with escapes', String.raw`{"pass\u0077ord":"SECRET","n":1}`, '"n":1'],
  ['JSON cut off in the value', '{"n":1,"token":"xxSECRET', '"n":1'],
  ['JSON cut off in a nested value', '{"n":1,"token":{"a":["SECRET', '"n":1'],
  ['JSON inside a JSON string', String.raw`{"echo":"{\"password\":\"SECRET\",\"sku\":\"kept\"}"}`, 'kept'],
  ['JSON inside that', String.raw`{"echo":"{\"echo\":\"{\\\"password\\\":\\\"SECRET\\\",\\\"sku\\\":\\\"kept\\\"}\"}"}`, 'kept'],
  ["another language's map", `{'password': 'SECRET', 'sku': 'kept'}`, 'kept'],
  ['a hash with arrows', '{"token" => "SECRET", "sku" => "kept"}', 'kept'],
  ['a form', 'sku=7&password=SECRET&n=2', 'n=2'],
  ['the first of a form, encoded', 'user%5Bpassword%5D=SECRET&n=2', 'n=2'],
  ['a query', 'see /reset?token=SECRET&page=2 for more', 'page=2'],
  ['an encoded name in a query', '/x?access%5Ftoken=SECRET&page=2', 'page=2'],
  ['credentials in a URL', 'asked http://user:SECRET@host/path', 'host/path'],
  ['a header on a line', 'Host: kept\nAuthorization: Digest SECRET, more\nAccept: kept2', 'kept2'],
  ['a cookie on a line', 'cookie: sid=SECRET; theme=SECRET\r\nx: kept', 'x: kept'],
  ['headers inside a JSON string', String.raw`{"raw":"Cookie: sid=SECRET\r\nX: kept"}`, 'kept'],
  ['an assignment with quotes', 'password="SECRET word" sku=kept', 'sku=kept'],
  ['a hidden field', '<input type="hidden" name="csrf_token" value="SECRET"><input name="sku" value="kept">', 'kept'],
  ['a hidden field, the other way round', "<input value='SECRET' name='authenticity_token'>", "name='authenticity_token'"],
  ['metadata of a page', '<meta name="csrf-token" content="SECRET" /><meta name="x" content="kept">', 'kept'],
  ['an element', '<r><ns:password kind="x">SECRET</ns:password><sku>kept</sku></r>', 'kept'],
  ['credentials by their scheme', 'sent Bearer abc.SECRET-123 to it', 'to it'],
  ['a signed token wherever it stands', 'got eyJhbGciOiJub25lSECRET.eyJhSECRET.sig_SECRET back', 'back'],
];

describe('secrets by their names', () => {
  for (const [title, text, kept] of rows)
    it(title, () => {
      const left = redactNamed(text);
      assert.doesNotMatch(left, /SECRET/, left);
      assert.match(left, /\[redacted\]/);
      if (kept !== undefined) assert.ok(left.includes(kept), left);
    });

  it('what only speaks of secrets is left as it is', () => {
    for (const text of [
      '{"error":"invalid token, or it expired"}',
      'Unauthorized: Basic authentication is required',
      '{"message":"no secret was given","status":401}',
      'a plain text about passwords',
      '',
    ])
      assert.equal(redactNamed(text), text);
  });

  it('the values themselves can be looked for elsewhere, a whole cookie and its parts', () => {
    const request =
      'POST /login?api_key=key-1234 HTTP/1.1\r\ncookie: sid=abcdef; theme=dark\r\nauthorization: Bearer tok-987\r\n\r\n{"password":"hunter22"}';
    const found = namedSecretsIn(request);
    for (const secret of ['key-1234', 'abcdef', 'tok-987', 'Bearer tok-987', 'hunter22']) assert.ok(found.includes(secret), secret);
    assert.ok(!found.includes('Bearer'));
    assert.ok(found.every(({ length }) => length >= 4));
  });

  it('JSON cut anywhere shows nothing of a value under a secret name', () => {
    const value = fc.jsonValue({ maxDepth: 2, stringUnit: fc.constantFrom('S', '"', '\\', '}', ']', ' ', ':', ',') });
    fc.assert(
      fc.property(value, fc.nat(), fc.boolean(), (secret, where, nested) => {
        const plain = JSON.stringify({ n: 1, secret });
        const text = nested ? JSON.stringify({ echo: plain }) : plain;
        const cut = text.slice(0, where % (text.length + 1));
        assert.doesNotMatch(redactNamed(cut), /S/);
      }),
    );
  });

  it('no text takes long, however it is made', () => {
    for (const piece of [
      'a',
      'a-',
      'a://',
      '<a',
      '\\',
      '"',
      "'",
      '\\"',
      '"token":',
      '{',
      'a=',
      '?',
      '<input ',
      'token:',
      'Bearer ',
      'eyJ',
      '%5B',
      '[{"a":',
    ])
      redactNamed(piece.repeat(Math.ceil(4_096 / piece.length)));
  }).timeout(2_000);
});
