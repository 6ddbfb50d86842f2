import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ChaosError } from '../../../src/errors.ts';
import { importHar, type HarOptions } from '../../../src/import/har/har.ts';
import { writeImported } from '../../../src/import/write-scenario.ts';
import { root } from '../../support/cli.ts';
import { assertGolden } from '../../support/golden.ts';
import { findSecrets } from '../planted.ts';
import { harOf, type Recorded } from './har-file.ts';

const options: HarOptions = { source: 'x.har', onlyHosts: [], assets: false, maxThinkMs: 10_000 };

function made(recorded: readonly Recorded[], over: Partial<HarOptions> = {}) {
  const imported = importHar(harOf(recorded), { ...options, ...over });
  return { ...imported, steps: imported.journeys[0]?.steps ?? [] };
}

describe('importHar', () => {
  const shop = readFileSync(join(root, 'test/fixtures/import/shop.har'), 'utf8');

  it('makes of a visit to a shop what it should', () => {
    const imported = importHar(shop, { ...options, source: 'recordings/shop.har' });
    assertGolden('import/shop.yaml', writeImported(imported, { name: 'shop', rate: '10/s', target: undefined }).text);
  });

  for (const [what, over] of Object.entries({
    'as it comes': {},
    'with assets': { assets: true },
    'with all hosts': { onlyHosts: ['shop.example.com', 'metrics.example.net', 'api.shop.example.com'] },
  }))
    it(`leaves no secret of it in the file, ${what}`, () => {
      const imported = importHar(shop, { ...options, ...over });
      const { text, scenario } = writeImported(imported, { name: 'shop', rate: '10/s', target: 'http://127.0.0.1:8080' });
      assert.deepEqual(findSecrets(`${text}${JSON.stringify([imported, scenario])}`), []);
    });

  it('the fixture holds the secrets that are looked for', () => assert.ok(findSecrets(shop).length >= 7));

  it('puts entries in the order of their times', () => {
    const { steps } = made([
      { at: 500, url: 'http://127.0.0.1/b' },
      { at: 0, url: 'http://127.0.0.1/a' },
    ]);
    assert.deepEqual(
      steps.map(({ path, thinkMs }) => [path, thinkMs]),
      [
        ['/a', 500],
        ['/b', 0],
      ],
    );
  });

  it('expects the status of the recording, of a kept copy that of the original, of a failure none', () => {
    const { steps } = made([200, 302, 304, 404, 500].map((status, at) => ({ at, status, url: `http://127.0.0.1/${'abcde'[at]}` })));
    assert.deepEqual(
      steps.map(({ status }) => status),
      [[200], [302], [200], [404], []],
    );
    assert.deepEqual(steps[4]?.comments, ['answered 500 when it was recorded']);
  });

  it('keeps a redirect and what it led to as the two requests that they were', () => {
    const { steps } = made([
      { method: 'POST', url: 'http://127.0.0.1/login', status: 303, answerHeaders: { Location: '/home' } },
      { at: 10, url: 'http://127.0.0.1/home', headers: { 'Accept-Language': 'de' }, kind: 'document' },
    ]);
    assert.deepEqual(
      steps.map(({ method, path, headers, status, redirects }) => [method, path, headers, status, redirects]),
      [
        ['POST', '/login', {}, [303], 0],
        ['GET', '/home', { 'accept-language': 'de' }, [200], 0],
      ],
    );
  });

  it('names that stand for several requests are made different', () => {
    const { steps } = made([{ url: 'http://127.0.0.1/a?1' }, { url: 'http://127.0.0.1/a?2' }]);
    assert.deepEqual(
      steps.map(({ name }) => name),
      ['GET /a', 'GET /a (2)'],
    );
  });

  it('takes the host of the first page that is no redirect', () => {
    const recorded = [
      { url: 'http://cdn.example.net/x.json', kind: 'fetch', type: 'application/json' },
      { at: 1, url: 'http://example.com/', kind: 'document', status: 301 },
      { at: 2, url: 'https://www.example.com/', kind: 'document' },
    ];
    const { origin, steps, notes } = made(recorded);
    assert.deepEqual([origin, steps.length], ['https://www.example.com', 1]);
    assert.ok(notes.includes('left out: 1 request, to cdn.example.net (--only-host cdn.example.net takes them)'), notes.join('\n'));
  });

  it('takes hosts that are named, others than the target as whole URLs', () => {
    const recorded = [{ url: 'https://www.example.com/' }, { at: 1, url: 'https://api.example.com/v1', type: 'application/json' }];
    const { origin, steps, notes } = made(recorded, { onlyHosts: ['api.example.com', 'www.example.com'] });
    assert.equal(origin, 'https://api.example.com');
    assert.deepEqual(
      steps.map(({ path }) => path),
      ['https://www.example.com/', '/v1'],
    );
    assert.ok(notes.some((note) => note.includes('--allow-host www.example.com')));
  });

  it('copies no cookies, and says which ones the visitor brought', () => {
    const { steps, notes } = made([
      { headers: { Cookie: 'sid=abc; lang=en' }, answerHeaders: { 'Set-Cookie': 'lang=en; Path=/' } },
      { at: 1, url: 'http://127.0.0.1:8080/b', headers: { cookie: 'sid=abc; lang=en' } },
    ]);
    assert.deepEqual(
      steps.map(({ headers }) => headers),
      [{}, {}],
    );
    assert.ok(
      notes.some((note) => /did not see set \(sid\)/.test(note)),
      notes.join('\n'),
    );
  });

  it("a cookie's value that is sent a second time in a header is a secret", () => {
    const { steps, variables } = made([{ headers: { Cookie: 'XSRF=abcdef012345', 'X-Echo': 'abcdef012345' } }]);
    assert.deepEqual(steps[0]?.headers, { 'x-echo': '${env.TARGET_XSRF}' });
    assert.deepEqual(variables, [{ name: 'TARGET_XSRF', of: 'XSRF' }]);
  });

  const bodies: [string, NonNullable<Recorded['body']>, unknown][] = [
    ['JSON', { mimeType: 'application/json', text: '{"a":[1,"${x}"]}' }, { json: { a: [1, '$${x}'] } }],
    [
      'JSON with digits that a double loses',
      { mimeType: 'application/json', text: '{"id":12345678901234567890}' },
      { text: '{"id":12345678901234567890}' },
    ],
    ['what only says it is JSON', { mimeType: 'application/json', text: '{a}' }, { text: '{a}' }],
    [
      'a form',
      { mimeType: 'application/x-www-form-urlencoded', text: 'a=b+c&d=1&d=%24%7Bx%7D' },
      { form: { a: 'b c', d: ['1', '$${x}'] } },
    ],
    ['a form that is written otherwise', { mimeType: 'application/x-www-form-urlencoded', text: 'a=b%20c&d' }, { text: 'a=b%20c&d' }],
    [
      'parameters without their text',
      { mimeType: 'application/x-www-form-urlencoded', params: [{ name: 'a b', value: 'c&d' }] },
      { form: { 'a b': 'c&d' } },
    ],
    ['text in base64', { mimeType: 'text/plain', text: Buffer.from('grüß').toString('base64'), encoding: 'base64' }, { text: 'grüß' }],
    ['bytes', { mimeType: 'image/png', text: Buffer.from([0x89, 0xff, 0x00]).toString('base64'), encoding: 'base64' }, null],
    ['a multipart body without its text', { mimeType: 'multipart/form-data; boundary=b', params: [{ name: 'a', value: 'b' }] }, null],
  ];
  for (const [what, body, expected] of bodies)
    it(`takes ${what} as a body`, () => {
      const { steps, notes } = made([{ method: 'POST', body }]);
      assert.deepEqual(steps[0]?.body, expected);
      assert.equal(notes.length, expected === null ? 1 : 0);
    });

  it('a secret in a form is set as it is, and a run encodes it', () => {
    const { steps, notes } = made([
      { method: 'POST', body: { mimeType: 'application/x-www-form-urlencoded', text: 'user=anna&password=p%26ss+w%C3%B6rd' } },
    ]);
    assert.deepEqual([steps[0]?.body, steps[0]?.headers], [{ form: { user: 'anna', password: '${env.TARGET_PASSWORD}' } }, {}]);
    assert.deepEqual(notes, []);
  });

  it('a secret in a form that has to be a text is sent as it stands, and that is said', () => {
    const { steps, notes } = made([{ method: 'POST', body: { mimeType: 'application/x-www-form-urlencoded', text: 'password=a%20b&x' } }]);
    assert.deepEqual(steps[0]?.body, { text: 'password=${env.TARGET_PASSWORD}&x' });
    assert.ok(notes.includes('a secret in a form is sent as it stands: set it percent-encoded'), notes.join('\n'));
  });

  it('a secret that is the name of a field takes the form to text, where it can be filled in', () => {
    const { steps } = made([
      {
        method: 'POST',
        headers: { 'x-api-key': 'qx81-77fa-0012' },
        body: { mimeType: 'application/x-www-form-urlencoded', text: 'qx81-77fa-0012=1' },
      },
    ]);
    assert.deepEqual(
      [steps[0]?.body, steps[0]?.headers['content-type']],
      [{ text: '${env.TARGET_X_API_KEY}=1' }, 'application/x-www-form-urlencoded'],
    );
  });

  it('says who sends as auth', () => {
    const { steps, variables } = made([
      { headers: { Authorization: 'Bearer tok-123456' } },
      { at: 1, headers: { authorization: `Basic ${Buffer.from('anna:pass-1').toString('base64')}` } },
      { at: 2, headers: { authorization: 'Digest username="anna"' } },
    ]);
    assert.deepEqual(
      steps.map(({ auth, headers }) => [auth, headers]),
      [
        [{ bearer: '${env.TARGET_BEARER_TOKEN}' }, {}],
        [{ basic: { user: 'anna', password: '${env.TARGET_PASSWORD}' } }, {}],
        [null, { authorization: 'Digest ${env.TARGET_DIGEST_TOKEN}' }],
      ],
    );
    assert.equal(variables.length, 3);
  });

  it('JSON that is sent as text still says its type', () => {
    const { steps } = made([{ method: 'POST', body: { mimeType: 'application/json', text: '{"id":1.0,"password":"a-secret-1"}' } }]);
    assert.deepEqual(
      [steps[0]?.body, steps[0]?.headers],
      [{ text: '{"id":1.0,"password":"${env.TARGET_PASSWORD}"}' }, { 'content-type': 'application/json' }],
    );
  });

  it('a secret that is a key of JSON takes the body to text, where it can be filled in', () => {
    const { steps } = made([
      { method: 'POST', headers: { 'x-api-key': 'qx81-77fa-0012' }, body: { mimeType: 'application/json', text: '{"qx81-77fa-0012":1}' } },
    ]);
    assert.deepEqual(steps[0]?.body, { text: '{"${env.TARGET_X_API_KEY}":1}' });
  });

  describe('refuses', () => {
    const rows: [string, string, Partial<HarOptions>, string][] = [
      ['nothing', ' \n', {}, 'x.har is empty'],
      ['no JSON', '<html>', {}, 'x.har is not JSON, so it is not a HAR file'],
      ['other JSON', '{"openapi":"3.0.0"}', {}, 'x.har is not a HAR file'],
      ['a list', '[]', {}, 'x.har is not a HAR file'],
      ['a recording of nothing', '{"log":{"entries":[]}}', {}, 'x.har holds no entries'],
      ['one of which nothing is left', harOf([{ kind: 'image' }]), {}, 'nothing of x.har is left to send'],
      ['one without the host that is named', harOf([{}]), { onlyHosts: ['example.com'] }, 'nothing of x.har is left to send'],
    ];
    for (const [what, text, over, message] of rows)
      it(what, () => {
        assert.throws(
          () => importHar(text, { ...options, ...over }),
          (error: unknown) =>
            error instanceof ChaosError && error.code === 'IMPORT_INVALID' && error.message === message && error.hint !== '',
        );
      });
  });
});
