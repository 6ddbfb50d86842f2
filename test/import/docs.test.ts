/** docs/importing.md shows what importing gives, to the letter. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importCurl } from '../../src/import/curl/curl.ts';
import { importHar } from '../../src/import/har/har.ts';
import type { Imported } from '../../src/import/imported.ts';
import { importOpenApi } from '../../src/import/openapi/openapi.ts';
import { writeImported } from '../../src/import/write-scenario.ts';
import { root } from '../support/cli.ts';
import { harOf } from './har/har-file.ts';
import { fileWith } from './openapi/documents.ts';

const page = readFileSync(join(root, 'docs/importing.md'), 'utf8');

/** The fenced blocks of a section. */
function blocks(heading: string): string[] {
  const section = page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return [...section.matchAll(/^```\w*\n(.*?)^```$/gms)].map(([, text = '']) => text);
}

function written(imported: Imported): string {
  return writeImported(imported, { name: 'shop', rate: '10/s', target: undefined }).text;
}

/** As it stands under `load`. */
function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ');
}

describe('docs/importing.md', () => {
  it('shows what comes of a recording', () => {
    const base = 'http://127.0.0.1:8080';
    const json = { type: 'application/json', kind: 'fetch' };
    const cookie = { Cookie: 'sid=1' };
    const authorized = { ...cookie, Authorization: 'Bearer token-5512' };
    const body = (value: unknown) => ({ mimeType: 'application/json', text: JSON.stringify(value) });
    const har = harOf([
      { at: 0, ms: 40, url: `${base}/`, kind: 'document', answerHeaders: { 'Set-Cookie': 'sid=1' } },
      { at: 45, ms: 100, url: `${base}/logo.png`, kind: 'image', type: 'image/png' },
      {
        at: 4_100,
        ms: 60,
        url: `${base}/api/login`,
        method: 'POST',
        headers: cookie,
        body: body({ user: 'anna', password: 'correct horse' }),
        answer: '{"token":"token-5512"}',
        ...json,
      },
      {
        at: 4_170,
        ms: 60,
        url: `${base}/api/cart`,
        method: 'POST',
        headers: authorized,
        body: body({ sku: 'sku-1001', quantity: 1 }),
        status: 201,
        answer: '{"cart":{"id":"cart-0001"}}',
        ...json,
      },
      { at: 5_700, ms: 60, url: `${base}/carts/cart-0001/checkout`, method: 'POST', headers: authorized, status: 303, kind: 'document' },
    ]);
    const imported = importHar(har, { source: 'shop.har', onlyHosts: [], assets: false, maxThinkMs: 10_000 });
    assert.equal(written(imported), blocks('Recordings (HAR)')[1]);
  });

  it('shows what comes of curl commands', () => {
    const [, source = '', steps = ''] = blocks('curl commands');
    const text = written(importCurl(source, { source: 'requests.sh', onlyHosts: [] }));
    assert.ok(text.includes(indented(steps)), text);
  });

  it('shows what comes of an OpenAPI document', async () => {
    const [, source = '', steps = ''] = blocks('OpenAPI documents');
    const text = written(await importOpenApi(source, fileWith(), { source: 'api.yaml', onlyHosts: [], all: false }));
    assert.ok(text.includes(indented(steps)), text);
  });
});
