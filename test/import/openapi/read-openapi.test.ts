import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { at, ChaosError } from '../../../src/errors.ts';
import { readOpenApi } from '../../../src/import/openapi/read-openapi.ts';
import { documentOf, fileWith, operation } from './documents.ts';

async function refusal(text: string, files: Readonly<Record<string, string>> = {}): Promise<string[]> {
  try {
    await readOpenApi(text, fileWith(files));
  } catch (error) {
    assert.ok(error instanceof ChaosError, String(error));
    assert.notEqual(error.hint, '');
    const shown = [{ message: `${error.code} ${error.message}`, where: error.where }, ...error.problems];
    return shown.map(({ message, where }) => (where ? `${at(where)} ${message}` : message));
  }
  return [];
}

describe('readOpenApi', () => {
  it('reads JSON and YAML, 3.0 and 3.1', async () => {
    for (const openapi of ['3.0.0', '3.0.4', '3.1.0', '3.1.2'])
      assert.deepEqual(await refusal(documentOf({ '/a': { get: operation() } }, { openapi })), [], openapi);
    assert.deepEqual(
      await refusal('openapi: 3.0.3\ninfo: {title: x, version: "1"}\npaths:\n  /a:\n    get: {responses: {"200": {description: ok}}}\n'),
      [],
    );
  });

  it('indents with tabs, as JSON may', async () =>
    assert.deepEqual(await refusal(documentOf({ '/a': { get: operation() } }).replaceAll('\n ', '\n\t')), []));

  it('resolves references within the document and to files beside it', async () => {
    const paths = {
      '/a': { $ref: 'paths%20of/a.yaml#/item' },
      '/b': { get: operation({ parameters: [{ $ref: '#/components/parameters/P' }] }) },
    };
    const components = { parameters: { P: { name: 'p', in: 'query', schema: { type: 'string' } } } };
    const document = await readOpenApi(
      documentOf(paths, { components }),
      fileWith({ '/docs folder/paths of/a.yaml': 'item: {get: {responses: {"200": {$ref: "#/ok"}}}}\nok: {description: fine}' }),
    );
    assert.deepEqual(document.paths?.['/a']?.['get'], { responses: { '200': { description: 'fine' } } });
    assert.deepEqual((document.paths?.['/b']?.['get'] as { parameters: unknown } | undefined)?.parameters, [components.parameters.P]);
  });

  it('is not led in circles', async () => {
    const components = {
      schemas: { T: { type: 'object', properties: { kids: { type: 'array', items: { $ref: '#/components/schemas/T' } } } } },
    };
    assert.deepEqual(await refusal(documentOf({ '/a': { get: operation() } }, { components })), []);
  });

  it('fetches nothing from the network, neither for the document nor for a file beside it', async () => {
    let asked = 0;
    const server = createServer((_, response) => {
      asked += 1;
      response.end('get: {responses: {"200": {description: ok}}}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const own = documentOf({ '/a': { $ref: `http://${host}/a.yaml` } });
      assert.deepEqual(await refusal(own), [
        'IMPORT_INVALID the document refers to what is not on this machine',
        `api.yaml:9:12 refers to ${host}, and nothing is fetched`,
      ]);
      const beside = await refusal(documentOf({ '/a': { $ref: './a.yaml' } }), {
        '/docs folder/a.yaml': `get: {$ref: "http://${host}/b.yaml"}`,
      });
      assert.deepEqual(beside, [
        'IMPORT_INVALID the document refers to what is not on this machine',
        `a file beside it refers to ${host}, and nothing is fetched`,
      ]);
      assert.equal(asked, 0);
    } finally {
      server.close();
    }
  });

  const refused: [string, string, string[]][] = [
    ['no YAML', 'a: [1', ['IMPORT_INVALID api.yaml is neither JSON nor YAML', 'api.yaml:1:6 a [ before this place is not closed']],
    ['a text', 'hello', ['api.yaml:1:1 IMPORT_INVALID api.yaml is not an OpenAPI document']],
    ['another document', 'log: 1', ['api.yaml:1:1 IMPORT_INVALID this is no OpenAPI document: it has no key openapi']],
    ['Swagger 2.0', 'swagger: "2.0"', ['api.yaml:1:10 NOT_SUPPORTED Swagger 2.0 is not read']],
    ['a version as a number', 'openapi: 3.1', ['api.yaml:1:10 IMPORT_INVALID openapi: expected text such as "3.0.3", got the number 3.1']],
    ['a later version', 'openapi: 3.2.0', ['api.yaml:1:10 NOT_SUPPORTED OpenAPI 3.2.0 is not read']],
    [
      'what is missing',
      'openapi: 3.0.3\ninfo: {title: x}\npaths:\n  /a:\n    get: {}\n',
      [
        'IMPORT_INVALID api.yaml does not keep to the OpenAPI specification',
        'api.yaml:2:7 info has no version',
        'api.yaml:5:10 paths./a.get has no responses',
      ],
    ],
    [
      'what may not stand there',
      'openapi: 3.0.3\ninfo: {title: x, version: "1"}\npaths:\n  /a:\n    get: {answers: 1, responses: {"200": {description: ok}}}\n',
      [
        'IMPORT_INVALID api.yaml does not keep to the OpenAPI specification',
        'api.yaml:5:11 paths./a.get has a key answers, which may not stand there',
      ],
    ],
  ];
  for (const [what, text, lines] of refused)
    it(`refuses ${what}, with its place`, async () => assert.deepEqual(await refusal(text), lines));

  it('says of a reference that leads nowhere where it stands', async () => {
    const [line = ''] = await refusal(documentOf({ '/a': { get: operation({ parameters: [{ $ref: '#/components/parameters/P' }] }) } }));
    assert.match(line, /^api\.yaml:\d+:\d+ IMPORT_INVALID api\.yaml: .*#\/components\/parameters\/P/);
    const [file = ''] = await refusal(documentOf({ '/a': { $ref: './gone.yaml' } }));
    assert.match(file, /^api\.yaml:\d+:\d+ IMPORT_INVALID .*gone\.yaml/);
  });
});
