/** What holds for anything that is imported: the scenario can be planned, it comes out the same each time, and no secret is in it. */
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { ChaosError } from '../../src/errors.ts';
import { importCurl } from '../../src/import/curl/curl.ts';
import { importHar } from '../../src/import/har/har.ts';
import type { Imported } from '../../src/import/imported.ts';
import { importOpenApi } from '../../src/import/openapi/openapi.ts';
import { writeImported } from '../../src/import/write-scenario.ts';
import { makePlan } from '../../src/plan/entry.ts';
import { parseTemplate } from '../../src/scenario/template-grammar.ts';
import { harOf, type Recorded } from './har/har-file.ts';
import { documentOf, fileWith } from './openapi/documents.ts';

const runs = { numRuns: 60 };

/** Pieces that mean something to templates, YAML, URLs, JSON or a shell. */
const pieces = [
  '${',
  '$${',
  '$',
  '}',
  '${env.HOME}',
  '${uuid}',
  '"',
  "'",
  '\\',
  '\n',
  '\r',
  '#',
  ': ',
  '- ',
  '&',
  '=',
  '?',
  '/',
  '%',
  '%24',
  '{',
  '[',
  ' ',
  '\u0000',
  '\uD800',
  '\u{E000}',
  '\u{E001}',
  'é',
  '😀',
  'a',
  'id-12345678',
  '*',
  '|',
  '<',
  String.raw`\ue000env.HOME\uE001`,
  '%EE%80%80env.HOME%ee%80%81',
];
const text = fc.array(fc.constantFrom(...pieces), { maxLength: 8 }).map((parts) => parts.join(''));
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(text, tie('value'), { maxKeys: 3 }),
  ),
})).value;
const jsonText = json.map((value) => JSON.stringify(value) ?? 'null');

/** Planned with every variable set, as `chaos check` does; and read back to what was written. */
async function plan(imported: Imported): Promise<string> {
  const written = writeImported(imported, { name: 'imported', rate: '10/s', target: 'http://127.0.0.1:8080' });
  const env = Object.fromEntries([...written.text.matchAll(/env\.(\w+)\}/g)].map(([, name = '']) => [name, 'value']));
  try {
    await makePlan({
      scenario: '/x/imported.yaml',
      overrides: { allowHosts: ['other.example.com'] },
      cwd: '/x',
      env,
      readFile: () => Promise.resolve(written.text),
      readBytes: () => Promise.resolve(Buffer.from('bytes')),
    });
  } catch (error) {
    if (!(error instanceof ChaosError)) throw error;
    assert.fail(`${error.message}\n${error.problems.map(({ message }) => message).join('\n')}\n${written.text}`);
  }
  return written.text;
}

const base64 = (value: string): string => Buffer.from(value).toString('base64');
const authorization = fc.oneof(
  text,
  text.map((token) => `Bearer ${token}`),
  fc.tuple(text, text).map(([user, password]) => `Basic ${base64(`${user}:${password}`)}`),
);

const mime = fc.constantFrom(
  'application/json',
  'application/x-www-form-urlencoded',
  'text/plain',
  'multipart/form-data; boundary=b',
  'application/xml',
  '',
  'application/vnd.api+json; charset=utf-8',
);
const method = fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'HEAD', 'PROPFIND');
const recorded: fc.Arbitrary<Recorded> = fc.record({
  at: fc.integer({ min: 0, max: 100_000 }),
  ms: fc.integer({ min: -1, max: 5_000 }),
  method,
  url: fc
    .tuple(fc.constantFrom('http://127.0.0.1:8080', 'https://other.example.com'), text, text)
    .map(([host, path, query]) => `${host}/${path.replaceAll('#', '')}?q=${query}&token=${query}`),
  headers: fc.record({ 'X-A': text, authorization, cookie: text, 'x-csrf-token': text }, { requiredKeys: [] }),
  body: fc.record({ mimeType: mime, text: fc.oneof(text, jsonText) }),
  status: fc.constantFrom(200, 204, 302, 304, 404, 500),
  type: fc.constant('application/json'),
  answer: fc.oneof(jsonText, fc.constant('{"id":"id-12345678","uuid":"id-87654321"}')),
});

describe('whatever is imported can be planned', () => {
  it('from a recording', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(recorded, { minLength: 1, maxLength: 5 }), fc.boolean(), async (entries, both) => {
        const source = harOf(entries.map((entry) => ({ kind: 'fetch', ...entry })));
        const options = { source: 'x.har', onlyHosts: both ? ['127.0.0.1', 'other.example.com'] : [], assets: true, maxThinkMs: 10_000 };
        let imported: Imported;
        try {
          imported = importHar(source, options);
        } catch (error) {
          // All of it may have been left out.
          assert.ok(error instanceof ChaosError && error.code === 'IMPORT_INVALID', String(error));
          return;
        }
        assert.equal(await plan(imported), await plan(importHar(source, options)));
      }),
      runs,
    );
  });

  it('from curl commands', async () => {
    const quoted = text.map((value) => `'${value.replaceAll("'", `'\\''`).replaceAll('\u0000', '')}'`);
    const option = fc.oneof(
      fc
        .tuple(
          fc.constantFrom(
            '-d',
            '--data-raw',
            '--json',
            '--data-urlencode',
            '-u',
            '-b',
            '-F',
            '--form-string',
            '--url-query',
            '--oauth2-bearer',
            '-r',
          ),
          quoted,
        )
        .map((pair) => pair.join(' ')),
      quoted.map((value) => `-H 'X-Api-Key: '${value}`),
      quoted.map((value) => `-F f=@${value}`),
      fc.tuple(fc.constantFrom('--data-binary', '--json'), quoted).map(([name, value]) => `${name} @${value}`),
      authorization.map((value) => `-H 'Authorization: ${value.replaceAll("'", `'\\''`).replaceAll('\u0000', '')}'`),
      fc.tuple(quoted, jsonText).map(([value, body]) => `-H 'content-type: '${value} -d '${body.replaceAll("'", `'\\''`)}'`),
      fc.constantFrom('-G', '-I', '-L', '--max-redirs 30', '-X PUT', '-H "Authorization: Bearer $TOKEN"', '--compressed', '-g'),
    );
    const command = fc
      .tuple(fc.array(option, { maxLength: 4 }), quoted)
      .map(([options, path]) => `curl ${options.join(' ')} http://127.0.0.1:8080/${path}`);
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 3 }), async (commands) => {
        let imported: Imported;
        try {
          imported = importCurl(commands.join('\n'), { source: 'x.sh', onlyHosts: [] });
        } catch (error) {
          assert.ok(error instanceof ChaosError && error.code === 'IMPORT_INVALID', String(error));
          return;
        }
        await plan(imported);
      }),
      runs,
    );
  });

  it('from an OpenAPI document', async () => {
    const schema = fc.constantFrom(
      { type: 'integer' },
      { type: 'string' },
      { type: 'string', format: 'uuid' },
      { type: 'array', items: { type: 'integer' } },
      {
        type: 'object',
        properties: { a: { type: 'string' }, id: { type: 'string', format: 'uuid' }, f: { type: 'string', format: 'binary' } },
      },
    );
    const word = text.map((value) => value.replaceAll(/[{}?#/\uD800-\uDFFF]/g, ''));
    const parameter = fc.record({
      name: word.map((value) => `p${value}`),
      in: fc.constantFrom('query', 'header', 'cookie'),
      required: fc.boolean(),
      schema,
      example: json,
    });
    const operation = fc.record({
      parameters: fc.uniqueArray(parameter, { selector: ({ name }) => name.toLowerCase(), maxLength: 3 }),
      requestBody: fc.record({
        required: fc.constant(true),
        content: fc.oneof(
          ...['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'].map((type) =>
            fc.record({ [type]: fc.oneof(fc.record({ example: json }), fc.record({ schema })) }),
          ),
        ),
      }),
      responses: fc.constant({ 200: { description: 'ok' } }),
      operationId: text,
    });
    await fc.assert(
      fc.asyncProperty(word, operation, operation, async (path, post, put) => {
        const headers = [post, put].map((one) => ({
          ...one,
          parameters: one.parameters.map((each) => (each.in === 'header' ? { ...each, name: 'X-A' } : each)),
        }));
        const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer' } };
        const document = documentOf({ [`/a${path}/{id}`]: { parameters: [id], post: headers[0], put: headers[1] } });
        let imported: Imported;
        try {
          imported = await importOpenApi(document, fileWith(), { source: 'api.json', onlyHosts: [], all: true });
        } catch (error) {
          // Names that are unlucky make the document itself invalid.
          assert.ok(error instanceof ChaosError && error.code === 'IMPORT_INVALID', String(error));
          return;
        }
        await plan(imported);
      }),
      // Each one is checked against the specification.
      { numRuns: 25 },
    );
  });

  it('and nothing in it asks for a variable that nobody concealed', () => {
    const sneaky = [
      String.raw`\ue000env.HOME\uE001`,
      '%EE%80%80env.HOME%EE%80%81',
      '\u{E000}env.HOME\u{E001}',
      '${env.HOME}',
      String.raw`\\ue000env.HOME`,
    ];
    const har = harOf(
      sneaky.map((value) => ({
        method: 'POST',
        url: `http://127.0.0.1:8080/${value}?q=${value}`,
        headers: { 'x-a': value },
        body: { mimeType: 'application/json', text: `{"a":"${value}","${value}":1.0}` },
      })),
    );
    const curl = sneaky
      .map(
        (value) => `curl 'http://127.0.0.1/${value.replaceAll(/[{}]/g, '')}' -H 'x-a: ${value}' --json '{"a":"${value}"}' -d $'${value}'`,
      )
      .join('\n');
    for (const imported of [
      importHar(har, { source: 'x', onlyHosts: [], assets: false, maxThinkMs: 0 }),
      importCurl(curl, { source: 'x', onlyHosts: [] }),
    ]) {
      const { text } = writeImported(imported, { name: 'x', rate: '1/s', target: undefined });
      assert.doesNotMatch(text, /(?<!\$)\$\{env/);
      assert.doesNotMatch(text, /[\u{E000}\u{E001}]/u);
    }
  });

  it('and its literal texts are the recorded ones', async () => {
    await fc.assert(
      fc.property(text, (value) => {
        const body = JSON.stringify({ note: value });
        const [step] =
          importHar(harOf([{ method: 'POST', body: { mimeType: 'application/json', text: body } }]), {
            source: 'x',
            onlyHosts: [],
            assets: false,
            maxThinkMs: 0,
          }).journeys[0]?.steps ?? [];
        assert.ok(step?.body && 'json' in step.body);
        const { note } = step.body.json as { note: string };
        assert.equal(parseTemplate(note).join(''), value.toWellFormed().replaceAll(/[\u{E000}\u{E001}]/gu, '\uFFFD'));
      }),
      runs,
    );
  });
});

describe('whatever is imported keeps its secrets', () => {
  const hex = [...'0123456789abcdef'];
  const secret = fc
    .array(fc.constantFrom(...hex, '&', '"', ' ', '$', '{', '%', 'ü', '+', '='), { minLength: 8, maxLength: 20 })
    .map((parts) => `q7${parts.join('')}z9`);
  const name = fc.constantFrom('password', 'accessToken', 'api_key', 'client_secret', 'sessionId');

  it('in every place and spelling of a recording', async () => {
    await fc.assert(
      fc.asyncProperty(secret, name, text, async (value, field, other) => {
        const form = new URLSearchParams({ [field]: value, other: `${other} ${value}` }).toString();
        const source = harOf([
          { at: 0, url: `http://127.0.0.1/early/${encodeURIComponent(value)}?x=${encodeURIComponent(value)}` },
          { at: 1, url: `http://127.0.0.1/a?${form}`, headers: { [field]: value, 'X-Other': `a ${value}b` } },
          {
            at: 2,
            method: 'POST',
            body: { mimeType: 'application/json', text: JSON.stringify({ [field]: value, note: [other, { deep: `see ${value}!` }] }) },
          },
          {
            at: 3,
            method: 'POST',
            url: 'http://127.0.0.1:8080/b',
            body: { mimeType: 'application/json', text: JSON.stringify({ [field]: { nested: [value] } }) },
          },
          { at: 4, method: 'POST', url: 'http://127.0.0.1:8080/c', body: { mimeType: 'application/x-www-form-urlencoded', text: form } },
          { at: 4, url: 'http://127.0.0.1:8080/me', headers: { Authorization: `Basic ${base64(`anna:${value}`)}` } },
          { at: 4, url: 'http://127.0.0.1:8080/me', headers: { Authorization: `Bearer ${value}` } },
          { at: 5, method: 'POST', url: 'http://127.0.0.1:8080/d', body: { mimeType: 'text/plain', text: `${other}\n${value}` } },
        ]);
        const imported = importHar(source, { source: 'x.har', onlyHosts: ['127.0.0.1'], assets: true, maxThinkMs: 0 });
        const written = await plan(imported);
        const all = `${written}\n${JSON.stringify(imported)}`;
        for (const spelling of [
          value,
          encodeURIComponent(value),
          new URLSearchParams({ a: value }).toString().slice(2),
          JSON.stringify(value).slice(1, -1),
          value.replaceAll('${', '$${'),
          base64(`anna:${value}`),
        ])
          assert.ok(!all.includes(spelling), `${spelling} in\n${written}`);
      }),
      runs,
    );
  });
});
