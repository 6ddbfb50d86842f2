import assert from 'node:assert/strict';
import { isDocument, reasonAgainst } from '../../../src/import/har/har-entries.ts';
import { harSchema } from '../../../src/import/har/har-schema.ts';
import { harOf, type Recorded } from './har-file.ts';

function entry(recorded: Recorded) {
  const [only] = harSchema.parse(JSON.parse(harOf([recorded]))).log.entries;
  assert.ok(only !== undefined);
  return only;
}

const url = (path: string): string => `http://127.0.0.1${path}`;

describe('entries of a HAR', () => {
  const against: [string, Recorded, RegExp][] = [
    ['data:', { url: 'data:image/png;base64,AA' }, /no HTTP URLs/],
    ['blob:', { url: 'blob:http://127.0.0.1/1' }, /no HTTP URLs/],
    ['a websocket', { url: 'ws://127.0.0.1/', status: 101 }, /no HTTP URLs/],
    ['an upgrade', { status: 101 }, /websocket/],
    ['a method without a word', { method: 'PROPFIND' }, /methods/],
    ['a preflight', { method: 'OPTIONS', headers: { 'Access-Control-Request-Method': 'PUT' } }, /preflights/],
    ['a request without an answer', { status: 0 }, /without an answer/],
    ['an image by the browser', { kind: 'image', url: url('/a') }, /static assets/],
    ['a style by its type', { type: 'text/css; charset=utf-8' }, /static assets/],
    ['a font by its type', { type: 'font/woff2' }, /static assets/],
    ['a script by its name', { type: '', url: url('/app.JS?v=1') }, /static assets/],
  ];
  for (const [what, recorded, reason] of against)
    it(`${what} is left out`, () => assert.match(reasonAgainst(entry(recorded), false) ?? '', reason));

  const kept: [string, Recorded][] = [
    ['a page', {}],
    ['a fetch of JSON', { kind: 'fetch', type: 'application/json' }],
    ['a fetch of something that is named like an image', { kind: 'xhr', url: url('/photo.png'), type: 'image/png' }],
    ['a POST that answers with an image', { method: 'POST', type: 'image/png' }],
    ['an OPTIONS of its own', { method: 'OPTIONS' }],
    ['a failure', { status: 500, type: 'application/json' }],
  ];
  for (const [what, recorded] of kept) it(`${what} is kept`, () => assert.equal(reasonAgainst(entry(recorded), false), null));

  it('assets are kept where they are asked for', () => assert.equal(reasonAgainst(entry({ kind: 'image' }), true), null));

  it('a page is one by the browser, else by its type', () => {
    assert.deepEqual(
      [{ kind: 'document' }, { kind: 'xhr' }, {}, { type: 'application/json' }].map((one) => isDocument(entry(one))),
      [true, false, true, false],
    );
  });
});
