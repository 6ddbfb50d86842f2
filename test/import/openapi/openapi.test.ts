import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ChaosError } from '../../../src/errors.ts';
import type { ImportedStep } from '../../../src/import/imported.ts';
import { importOpenApi, type OpenApiOptions } from '../../../src/import/openapi/openapi.ts';
import { writeImported } from '../../../src/import/write-scenario.ts';
import { root } from '../../support/cli.ts';
import { assertGolden } from '../../support/golden.ts';
import { findSecrets } from '../planted.ts';
import { documentOf, fileWith, operation } from './documents.ts';

const options: OpenApiOptions = { source: 'api.yaml', onlyHosts: [], all: false };

async function made(paths: unknown, more: object = {}, over: Partial<OpenApiOptions> = {}) {
  const imported = await importOpenApi(documentOf(paths, more), fileWith(), { ...options, ...over });
  return { ...imported, steps: imported.journeys.flatMap(({ steps }) => steps) };
}

describe('importOpenApi', () => {
  const path = join(root, 'test/fixtures/import/petshop.yaml');
  const petshop = readFileSync(path, 'utf8');
  const file = { source: 'petshop.yaml', path, read: (beside: string) => readFile(beside, 'utf8') };

  for (const [name, over] of Object.entries({
    petshop: {},
    'petshop-all': { all: true },
    'petshop-local': { all: true, onlyHosts: ['127.0.0.1', 'export.example.com'] },
  }))
    it(`makes of a pet shop what it should: ${name}.yaml`, async () => {
      // Without the first of its servers it is at home on this machine.
      const text = name === 'petshop-local' ? petshop.replace(/^ {2}- url: .*\n {4}variables: .*\n/m, '') : petshop;
      const imported = await importOpenApi(text, file, { ...options, ...over });
      const written = writeImported(imported, { name, rate: '10/s', target: undefined }).text;
      assertGolden(`import/${name}.yaml`, written);
      assert.deepEqual(findSecrets(written), []);
    });

  it('sends what changes something only where that is asked for, and less often', async () => {
    const paths = { '/a': Object.fromEntries(['get', 'head', 'post', 'put', 'patch', 'delete'].map((method) => [method, operation()])) };
    const { steps, notes } = await made(paths);
    assert.deepEqual(
      steps.map(({ method }) => method),
      ['GET', 'HEAD'],
    );
    assert.deepEqual(notes, ['left out: 4 operations, methods that change something (--all takes them)']);
    const all = await made(paths, {}, { all: true });
    assert.deepEqual(
      all.journeys.map(({ weight }) => weight),
      [10, 2, 1, 1, 1, 1],
    );
  });

  it('puts the path of the server before each', async () => {
    const servers = [{ url: 'http://127.0.0.1:9/{v}/', variables: { v: { default: 'v2' } } }];
    const { origin, steps } = await made({ '/a': { get: operation() } }, { servers });
    assert.deepEqual([origin, steps[0]?.path], ['http://127.0.0.1:9', '/v2/a']);
    const relative = await made({ '/a': { get: operation() } }, { servers: [{ url: '/api' }] });
    assert.deepEqual([relative.origin, relative.steps[0]?.path], [null, '/api/a']);
  });

  it('expects the successes that are named', async () => {
    const statuses = async (responses: object) => {
      const described = Object.fromEntries(Object.keys(responses).map((status) => [status, { description: '' }]));
      return (await made({ '/a': { get: { responses: described } } })).steps[0]?.status;
    };
    assert.deepEqual(await statuses({ 200: 1, 304: 1, 404: 1, default: 1 }), [200, 304]);
    assert.deepEqual(await statuses({ '2XX': 1, 404: 1 }), []);
    assert.deepEqual(await statuses({ default: 1 }), []);
  });

  describe('security', () => {
    const components = {
      securitySchemes: {
        key: { type: 'apiKey', in: 'query', name: 'key' },
        sid: { type: 'apiKey', in: 'cookie', name: 'sid' },
        basic: { type: 'http', scheme: 'basic' },
        bearer: { type: 'http', scheme: 'Bearer' },
        oauth: { type: 'oauth2', flows: {} },
        digest: { type: 'http', scheme: 'digest' },
      },
    };
    const basic = { basic: { user: '${env.TARGET_USER}', password: '${env.TARGET_PASSWORD}' } };
    const bearer = { bearer: '${env.TARGET_BEARER_TOKEN}' };
    const rows: [string, object[], string, Record<string, string>, ImportedStep['auth']][] = [
      ['a key in the query', [{ key: [] }], '/a?key=${env.TARGET_KEY}', {}, null],
      ['a key in a cookie', [{ sid: [] }], '/a', { cookie: 'sid=${env.TARGET_SID}' }, null],
      ['Basic', [{ basic: [] }], '/a', {}, basic],
      ['Bearer', [{ bearer: [] }], '/a', {}, bearer],
      ['OAuth', [{ oauth: ['read'] }], '/a', {}, bearer],
      ['another scheme', [{ digest: [] }], '/a', { authorization: '${env.TARGET_AUTHORIZATION}' }, null],
      ['two at once', [{ key: [], bearer: [] }], '/a?key=${env.TARGET_KEY}', {}, bearer],
      ['of two that are one header the first', [{ bearer: [], digest: [] }], '/a', {}, bearer],
      ['the first of several', [{ basic: [] }, { key: [] }], '/a', {}, basic],
      ['none, where that is allowed', [{ basic: [] }, {}], '/a', {}, null],
    ];
    for (const [what, security, path, headers, auth] of rows)
      it(`sends ${what}`, async () => {
        const { steps, variables } = await made({ '/a': { get: operation({ security }) } }, { components });
        assert.deepEqual([steps[0]?.path, steps[0]?.headers, steps[0]?.auth], [path, headers, auth]);
        assert.equal(variables.length, new Set(JSON.stringify(steps).match(/\$\{env\.\w+\}/g)).size);
      });

    it('a scheme of its own has a secret of its own, which no text is taken for', async () => {
      const own = { securitySchemes: { auth: { type: 'http', scheme: 'bearer' }, other: { type: 'http', scheme: 'bearer' } } };
      const { steps, variables } = await made(
        {
          '/a': { get: operation({ security: [{ auth: [] }] }) },
          '/b': {
            get: operation({ security: [{ other: [] }], parameters: [{ name: 'q', in: 'query', example: 'bearer auth', schema: {} }] }),
          },
        },
        { components: own },
      );
      assert.deepEqual(
        steps.map(({ path, auth }) => [path, auth]),
        [
          ['/a', { bearer: '${env.TARGET_BEARER_TOKEN}' }],
          ['/b?q=bearer%20auth', { bearer: '${env.TARGET_BEARER_TOKEN_2}' }],
        ],
      );
      assert.deepEqual(variables[1], { name: 'TARGET_BEARER_TOKEN_2', of: 'token of the security scheme other' });
    });

    it("an operation's own hides the document's", async () => {
      const { steps } = await made(
        { '/a': { get: operation({ security: [] }) }, '/b': { get: operation() } },
        { components, security: [{ bearer: [] }] },
      );
      assert.deepEqual(
        steps.map(({ auth }) => auth),
        [null, bearer],
      );
    });
  });

  describe('bodies', () => {
    const body = async (content: object, required = true) =>
      made({ '/a': { post: operation({ requestBody: { required, content } }) } }, {}, { all: true });

    it('are JSON where the document has it', async () => {
      const { steps } = await body({
        'application/xml': { example: '<a/>' },
        'application/json': { example: { a: '${x}', token: 'a-token-1' } },
      });
      assert.deepEqual([steps[0]?.body, steps[0]?.headers], [{ json: { a: '$${x}', token: '${env.TARGET_TOKEN}' } }, {}]);
    });

    it('draw the UUIDs that have no example', async () => {
      const schema = { type: 'object', properties: { id: { type: 'string', format: 'uuid' }, n: { type: 'string' } } };
      for (const [type, kind] of Object.entries({
        'application/json': 'json',
        'application/x-www-form-urlencoded': 'form',
        'multipart/form-data': 'multipart',
      })) {
        const { steps } = await body({ [type]: { schema } });
        assert.deepEqual(steps[0]?.body, { [kind]: { id: '${uuid}', n: 'string' } });
      }
    });

    it('are a form, or another text, with its type', async () => {
      const form = await body({
        'application/x-www-form-urlencoded': { example: { a: 'b c', n: 1, tags: ['x', 'y'], token: 'a-token-1' } },
      });
      assert.deepEqual(
        [form.steps[0]?.body, form.steps[0]?.headers],
        [{ form: { a: 'b c', n: '1', tags: ['x', 'y'], token: '${env.TARGET_TOKEN}' } }, {}],
      );
      const xml = await body({ 'application/xml': { example: '<a/>' } });
      assert.deepEqual([xml.steps[0]?.body, xml.steps[0]?.headers], [{ text: '<a/>' }, { 'content-type': 'application/xml' }]);
    });

    it('are the parts of a multipart form', async () => {
      const schema = {
        type: 'object',
        required: ['scan'],
        properties: {
          title: { type: 'string', example: 'a & b' },
          token: { type: 'string', example: 'a-token-1' },
          photo: { type: 'string', format: 'binary' },
          more: { type: 'array', items: { type: 'string', format: 'binary' } },
          scan: { type: 'string', format: 'binary' },
        },
      };
      const { steps } = await body({ 'multipart/form-data': { schema } });
      assert.deepEqual(
        [steps[0]?.body, steps[0]?.headers],
        [{ multipart: { title: 'a & b', token: '${env.TARGET_TOKEN}', scan: 'string' } }, {}],
      );
      assert.deepEqual(steps[0]?.comments, [
        'body: the document has no example; this one only fits its schema',
        'photo: a file that may be missing was left out; to send one, write photo: {file: PATH}',
        'more: a file that may be missing was left out; to send one, write more: {file: PATH}',
        'scan: a text stands in for a file; write scan: {file: PATH}',
      ]);
    });

    it('are multipart as a text where a step has no words for it', async () => {
      const { steps } = await body({ 'multipart/form-data': { example: { tags: ['x', 'y'], about: { a: 1 } } } });
      assert.ok(steps[0]?.body && 'text' in steps[0].body);
      assert.match(steps[0].headers['content-type'] ?? '', /^multipart\/form-data; boundary=/);
      assert.match(
        steps[0].body.text,
        /name="tags"\r\n\r\nx\r\n.*name="tags"\r\n\r\ny\r\n.*Content-Type: application\/json\r\n\r\n\{"a":1\}\r\n/s,
      );
    });

    it('that can not be written down leave the operation out, unless they may be missing', async () => {
      const content = { 'multipart/form-data': { schema: { type: 'object' } } };
      await assert.rejects(
        body(content),
        (error: unknown) => error instanceof ChaosError && /multipart/.test(error.problems[0]?.message ?? ''),
      );
      assert.equal((await body(content, false)).steps[0]?.body, null);
    });
  });

  it('refuses a document without operations, and one of which nothing is left', async () => {
    await assert.rejects(made({}), { code: 'IMPORT_INVALID', message: 'api.yaml has no operations' });
    await assert.rejects(made({ '/a': { post: operation() } }), { code: 'IMPORT_INVALID', message: 'nothing of api.yaml is left to send' });
  });
});
