import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ChaosError } from '../../../src/errors.ts';
import type { Imported, ImportedStep } from '../../../src/import/imported.ts';
import { importCurl } from '../../../src/import/curl/curl.ts';
import { writeImported } from '../../../src/import/write-scenario.ts';
import { root } from '../../support/cli.ts';
import { assertGolden } from '../../support/golden.ts';
import { skipUnlessInstalled } from '../../support/installed.ts';
import { findSecrets } from '../planted.ts';

function imported(text: string, onlyHosts: string[] = []): Imported {
  return importCurl(text, { source: 'x.sh', onlyHosts });
}

function steps(text: string) {
  return imported(text).journeys[0]?.steps ?? [];
}

/** As a run sends it. */
function textOf(body: ImportedStep['body']): string {
  if (body === null) return '';
  if ('text' in body) return body.text;
  if ('json' in body) return JSON.stringify(body.json);
  assert.ok('form' in body);
  const pairs = Object.entries(body.form).flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, one]));
  return new URLSearchParams(pairs).toString();
}

function typeOf(body: ImportedStep['body']): string | undefined {
  if (body === null || 'text' in body) return undefined;
  return 'json' in body ? 'application/json' : 'application/x-www-form-urlencoded';
}

describe('importCurl', () => {
  for (const name of ['chrome', 'firefox', 'docs']) {
    const text = readFileSync(join(root, `test/fixtures/import/${name}.sh`), 'utf8');
    it(`makes of ${name}.sh what it should`, () => {
      assertGolden(
        `import/${name}.yaml`,
        writeImported(importCurl(text, { source: `${name}.sh`, onlyHosts: [] }), { name, rate: '10/s', target: undefined }).text,
      );
    });
    it(`leaves no secret of ${name}.sh in it`, () => {
      const made = importCurl(text, { source: `${name}.sh`, onlyHosts: [] });
      assert.deepEqual(findSecrets(JSON.stringify([made, writeImported(made, { name, rate: '10/s', target: undefined })])), []);
    });
  }

  describe('sends what curl sends', () => {
    interface Seen {
      readonly method: string | undefined;
      readonly path: string | undefined;
      readonly type: string | undefined;
      readonly body: string;
      readonly headers: IncomingHttpHeaders;
    }
    let server: Server;
    let seen: Seen[] = [];
    let port = 0;
    before(async () => {
      server = createServer((request, response) => {
        let body = '';
        request.setEncoding('utf8');
        request.on('data', (chunk: string) => (body += chunk));
        request.on('end', () => {
          const { method, url, headers } = request;
          seen.push({ method, path: url, type: headers['content-type'], body, headers });
          response.end('{}');
        });
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      ({ port } = server.address() as AddressInfo);
    });
    after(() => server.close());

    const commands = [
      `curl URL/a`,
      `curl URL`,
      `curl 'URL/a?b=c&d=%20e' -H 'X-One: 1' -H 'X-Empty;' -H 'Accept:'`,
      `curl -d a=b -d 'c=d e' URL/form`,
      `curl URL/json -H 'Content-Type: application/json' --data-raw '{"a":"@b","c":[1,2]}'`,
      `curl --json '{"a":1}' --json '{"b":2}' URL/json`,
      `curl -G -d a=b --data-urlencode 'q=x & y=z' URL/get?first=1`,
      `curl --data-urlencode '=a b&c' --data-urlencode 'x y' --data-urlencode n=v URL/enc`,
      `curl --data-urlencode "n=it's (a) *test*! ~/é" URL/enc`,
      `curl -d a=1 -d a=2 --data-urlencode 'b=x & y' URL/form`,
      `curl -d a=b -H 'Content-Type: application/x-www-form-urlencoded; charset=utf-8' URL/form`,
      `curl -X DELETE URL/a/1`,
      `curl -XPATCH -d x URL/a/1`,
      `curl -I URL/head`,
      `curl -u 'me:p w' URL/basic`,
      `curl http://me:pw@HOST/userinfo`,
      `curl --oauth2-bearer tok-123 URL/bearer`,
      `curl -b 'a=1; b=2' -b c=3 URL/cookies`,
      `curl -r 0-99 URL/range`,
      `curl --url-query 'q=a b' --url-query +raw=1 URL/q`,
      `curl 'URL/x\\[1\\]?f\\{a\\}=1'`,
      `curl -g 'URL/x?f[a]=1'`,
      `curl $'URL/ansi' -d $'it\\'s\\u0021 \\n done'`,
      `curl "URL/a" "URL/b" --next -d x URL/c`,
      `curl URL/../up/./here`,
      `curl 'URL/frag?x=1#gone'`,
    ];
    for (const command of commands)
      it(command, async function () {
        skipUnlessInstalled(this, 'curl');
        const host = `127.0.0.1:${port}`;
        const real = command.replaceAll('URL', `http://${host}`).replaceAll('HOST', host);
        seen = [];
        await promisify(execFile)('bash', ['-c', `${real.replace(/^curl/, 'curl -s')} >/dev/null`]);
        const ours = steps(real);
        assert.deepEqual(
          ours.map(({ method, path }) => [method, path]),
          // Escapes in capitals or not are the same.
          seen.map(({ method, path }) => [method, path?.replaceAll(/%[0-9a-f]{2}/g, (escape) => escape.toUpperCase())]),
        );
        for (const [index, { body, headers }] of ours.entries()) {
          const sent = seen[index] as Seen;
          assert.equal(textOf(body), sent.body);
          assert.equal(headers['content-type'] ?? typeOf(body), sent.type);
          for (const name of ['x-one', 'x-empty', 'range']) assert.equal(headers[name], sent.headers[name], name);
          assert.equal('cookie' in headers, 'cookie' in sent.headers);
          assert.equal('authorization' in headers || ours[index]?.auth !== null, 'authorization' in sent.headers);
        }
      });

    it('says of the parts of a form what curl says', async function () {
      skipUnlessInstalled(this, 'curl');
      const dir = mkdtempSync(join(tmpdir(), 'chaos-import-'));
      const files = ['a.png', 'b.JPG', 'c.jpeg', 'd.gif', 'e.svg', 'f.txt', 'g.html', 'h.pdf', 'i.xml', 'j.json', 'k', 'l.htm'];
      for (const file of files) writeFileSync(join(dir, file), 'x');
      const options = [
        ...files.map((file, at) => `-F 'f${at}=@${file}'`),
        `-F 'g=@k;type=text/csv; charset=utf-8;filename="a;b.csv"'`,
        `-F 'h="a;b \\"c\\""' -F 'i= a ;b' -F 'j=@"a.png"' --form-string 'k=@x;type=y'`,
      ];
      const real = `curl ${options.join(' ')} http://127.0.0.1:${port}/form`;
      seen = [];
      try {
        await promisify(execFile)('bash', ['-c', `${real.replace(/^curl/, 'curl -s')} >/dev/null`], { cwd: dir });
      } finally {
        rmSync(dir, { recursive: true });
      }
      const sent = [
        ...(seen[0]?.body ?? '').matchAll(/name="([^"]*)"(?:; filename="([^"]*)")?\r\n(?:Content-Type: (.*)\r\n)?\r\n(.*)\r\n/g),
      ].map(([, name = '', filename, type, text]) => [name, filename === undefined ? text : { filename, type }]);
      const [step] = steps(real);
      assert.ok(step?.body && 'multipart' in step.body);
      const ours = Object.entries(step.body.multipart).map(([name, part]) => [
        name,
        typeof part === 'string' ? part : { filename: part.name ?? part.file, type: part.type ?? 'application/octet-stream' },
      ]);
      assert.equal(ours.length, files.length + 5);
      assert.deepEqual(ours, sent);
    });
  });

  it('a form of fields is multipart', () => {
    const [step] = steps(
      `curl -F 'name=anna' -F "note=no. $NO" --form-string 'x=@y;z' -F token=tok-123456 -H 'Content-Type: multipart/form-data' http://127.0.0.1/form`,
    );
    assert.deepEqual(
      [step?.method, step?.headers, step?.body],
      ['POST', {}, { multipart: { name: 'anna', note: 'no. ${env.NO}', x: '@y;z', token: '${env.TARGET_TOKEN}' } }],
    );
  });

  it('a file of a form is named, with what curl says of it', () => {
    const { journeys, notes } = imported(
      `curl -F title=x -F photo=@pics/me.png -F 'raw=@a.bin;filename=b.bin' -F 'notes=@"a b.txt";type=text/markdown' http://127.0.0.1/form`,
    );
    assert.deepEqual(journeys[0]?.steps[0]?.body, {
      multipart: {
        title: 'x',
        photo: { file: 'pics/me.png', type: 'image/png' },
        raw: { file: 'a.bin', name: 'b.bin' },
        notes: { file: 'a b.txt', type: 'text/markdown' },
      },
    });
    assert.deepEqual(notes, ['files are named as the commands name them: a relative path is taken from the folder of the scenario']);
  });

  it('a form that a step has no words for is a text, with a boundary of its own', () => {
    const [step] = steps(`curl -F 'tag=a' -F 'tag=b' -F 'note=c;type=text/markdown' http://127.0.0.1/form`);
    const boundary = /boundary=(\S+)$/.exec(step?.headers['content-type'] ?? '')?.[1] ?? '?';
    assert.ok(step?.body && 'text' in step.body);
    assert.deepEqual(step.body.text.split(`--${boundary}`).length, 5);
  });

  it('a secret that is the name of a part takes the form to text, where it can be filled in', () => {
    const [step] = steps(`curl -H 'X-Api-Key: qx81-77fa-0012' -F 'qx81-77fa-0012=1' http://127.0.0.1/form`);
    assert.ok(step?.body && 'text' in step.body);
    assert.match(step.body.text, /name="\$\{env\.TARGET_X_API_KEY\}"/);
  });

  const files: [string, ImportedStep['body'], Readonly<Record<string, string>>][] = [
    [`--data-binary @a.bin`, { file: { path: 'a.bin', type: 'application/x-www-form-urlencoded' } }, {}],
    [`--data-binary @a.bin -H 'Content-Type: application/octet-stream'`, { file: 'a.bin' }, {}],
    [`--data-binary '@a b.png' -H 'Content-Type: image/png' -X PUT`, { file: { path: 'a b.png', type: 'image/png' } }, {}],
    [`--json @a.json`, { file: { path: 'a.json', type: 'application/json' } }, {}],
    [`--data-binary @a.bin -H "Content-Type: $TYPE"`, { file: 'a.bin' }, { 'content-type': '${env.TYPE}' }],
  ];
  for (const [data, body, headers] of files)
    it(`a file is sent as it is: ${data}`, () => {
      const { journeys, notes } = imported(`curl ${data} http://127.0.0.1/`);
      assert.deepEqual([journeys[0]?.steps[0]?.body, journeys[0]?.steps[0]?.headers, notes.length], [body, headers, 1]);
    });

  const logins: [string, ImportedStep['auth'], Readonly<Record<string, string>>, string[]][] = [
    ['-u anna:pass-1', { basic: { user: 'anna', password: '${env.TARGET_PASSWORD}' } }, {}, ['TARGET_PASSWORD']],
    ['-u anna', { basic: { user: 'anna', password: '${env.TARGET_PASSWORD}' } }, {}, ['TARGET_PASSWORD']],
    ['-u key-0123456789:', { basic: { user: '${env.TARGET_USER}', password: '' } }, {}, ['TARGET_USER']],
    ['-u "$WHO:$PW"', { basic: { user: '${env.WHO}', password: '${env.PW}' } }, {}, ['WHO', 'PW']],
    ['-u "anna:x$PW"', { basic: { user: 'anna', password: '${env.TARGET_PASSWORD}' } }, {}, ['TARGET_PASSWORD']],
    ['-u "$LOGIN"', null, { authorization: 'Basic ${env.TARGET_BASIC_CREDENTIALS}' }, ['TARGET_BASIC_CREDENTIALS']],
    ['-u :pass-1', null, { authorization: 'Basic ${env.TARGET_BASIC_CREDENTIALS}' }, ['TARGET_BASIC_CREDENTIALS']],
    ['-H "Authorization: Bearer $TOKEN"', { bearer: '${env.TOKEN}' }, {}, ['TOKEN']],
    ['-H "Authorization: Bearer tok-12345"', { bearer: '${env.TARGET_BEARER_TOKEN}' }, {}, ['TARGET_BEARER_TOKEN']],
    ['--oauth2-bearer tok-12345', { bearer: '${env.TARGET_BEARER_TOKEN}' }, {}, ['TARGET_BEARER_TOKEN']],
    ['-u anna:pass-1 -H "Authorization: Bearer tok-12345"', { bearer: '${env.TARGET_BEARER_TOKEN}' }, {}, ['TARGET_BEARER_TOKEN']],
    ['-H "Authorization: key tok-12345"', null, { authorization: 'key ${env.TARGET_KEY_TOKEN}' }, ['TARGET_KEY_TOKEN']],
  ];
  for (const [login, auth, headers, variables] of logins)
    it(`says who sends: ${login}`, () => {
      const made = imported(`curl ${login} http://127.0.0.1/`);
      const [step] = made.journeys[0]?.steps ?? [];
      assert.deepEqual([step?.auth, step?.headers], [auth, headers]);
      assert.deepEqual(
        made.variables.map(({ name }) => name),
        variables,
      );
      assert.doesNotMatch(JSON.stringify(made), /pass-1|tok-12345|key-0123456789/);
    });

  const redirects: [string, number, string[]][] = [
    ['', 0, []],
    ['--max-redirs 3', 0, []],
    ['-L', 10, ['follows up to 10 redirects (-L)']],
    ['--location-trusted', 10, ['follows up to 10 redirects (-L)']],
    ['-L --max-redirs 3', 3, ['follows up to 3 redirects (-L)']],
    ['-L --max-redirs 50', 20, ['follows up to 20 redirects (-L)']],
    ['-L --max-redirs -1', 20, ['follows up to 20 redirects (-L)']],
    ['-L --max-redirs 0', 0, ['curl fails at a redirect here (--max-redirs 0)']],
    ['-L -XGET', 10, ['follows up to 10 redirects (-L)']],
    ['-L -d x', 10, ['follows up to 10 redirects (-L)']],
    ['-L -XPOST', 10, ['follows up to 10 redirects (-L)', 'where a redirect makes a GET of it, curl would send POST again (-X)']],
  ];
  for (const [options, count, comments] of redirects)
    it(`follows redirects as told: ${options || 'not at all'}`, () => {
      const made = imported(`curl ${options} http://127.0.0.1/`);
      const [step] = made.journeys[0]?.steps ?? [];
      assert.deepEqual([step?.redirects, step?.comments, made.notes], [count, comments, []]);
      const { scenario } = writeImported(made, { name: 'x', rate: '1/s', target: undefined });
      assert.equal(JSON.stringify(scenario).includes('"redirects"'), count > 0);
    });

  it('a redirect belongs to its own command', () =>
    assert.deepEqual(
      steps('curl -L http://127.0.0.1/a --next http://127.0.0.1/b').map((step) => step.redirects),
      [10, 0],
    ));

  it('a user and password in the URL are auth', () =>
    assert.deepEqual(steps('curl http://anna:p%3Aw@127.0.0.1/')[0]?.auth, { basic: { user: 'anna', password: '${env.TARGET_PASSWORD}' } }));

  it('data that is a form is one, also where variables fill it', () => {
    const [plain, filled, urlencoded] = steps(
      `curl -d user=anna -d 'password=p%26ss' http://127.0.0.1/a
       curl -d "user=anna&password=$PASSWORD" http://127.0.0.1/b
       curl --data-urlencode "password=$PASSWORD" http://127.0.0.1/c`,
    );
    assert.deepEqual([plain?.body, plain?.headers], [{ form: { user: 'anna', password: '${env.TARGET_PASSWORD}' } }, {}]);
    assert.deepEqual(filled?.body, { form: { user: 'anna', password: '${env.PASSWORD}' } });
    assert.deepEqual(filled?.comments, ['variables in the form are percent-encoded here; curl sends those of -d as they stand']);
    assert.deepEqual([urlencoded?.body, urlencoded?.comments], [{ form: { password: '${env.PASSWORD}' } }, []]);
  });

  it('takes what stands before curl in documentation', () => {
    assert.equal(
      steps('$ curl http://127.0.0.1/a\nTOKEN=abc sudo /usr/bin/curl http://127.0.0.1/b\ncurl.exe http://127.0.0.1/c').length,
      3,
    );
  });

  it('a host that is a variable is the target to be named', () => {
    const { origin, journeys } = imported('curl "$BASE/a" "${BASE}/b?x=$ID" http://127.0.0.1/c');
    assert.equal(origin, '${env.BASE}');
    assert.deepEqual(
      journeys[0]?.steps.map(({ path }) => path),
      ['/a', '/b?x=${env.ID}'],
    );
  });

  it('takes other hosts where they are asked for', () => {
    const { journeys, notes } = imported('curl http://127.0.0.1:1/a; curl http://localhost:2/b', ['localhost', '127.0.0.1:1']);
    assert.deepEqual(
      journeys[0]?.steps.map(({ path }) => path),
      ['http://127.0.0.1:1/a', '/b'],
    );
    assert.deepEqual(notes, []);
  });

  const refused: [string, string, number | undefined][] = [
    ['wget http://a/', 'no curl command in x.sh', undefined],
    ['\ncurl -s', 'a curl command without a URL', 2],
    ['curl ftp://a/', 'only http and https URLs are imported', 1],
    ['curl http://a:b:c/', 'this is not a URL', 1],
    ['curl http://x${A}y/', 'a variable in the middle of a host', 1],
    ['curl http://a/[1-9]', 'curl makes several URLs of brackets and braces', 1],
    ['curl -L --max-redirs many http://a/', '--max-redirs takes a number', 1],
    ['curl -X TRACE http://a/', 'a scenario has no word for this method; it has get, post, put, patch, delete, head, options', 1],
    ['curl http://a/ \\\n  -d @file', '--data of a file is not imported', 2],
    ['curl -F f=@a -F f=@b http://a/', 'a form with files that a step has no words for', 1],
    ['curl -F f=@a -F "t=x;type=text/markdown" http://a/', 'a form with files that a step has no words for', 1],
    ['curl --data-binary @- http://a/', 'standard input as a file', 1],
    ['curl --data-binary "@$F" http://a/', 'a file whose name is a variable', 1],
    ['curl --data-binary @ http://a/', 'a file without a name', 1],
    ['curl --data-binary @a -d b http://a/', '--data-binary of a file beside other data is not imported', 1],
    ['curl -G --data-binary @a http://a/', '--data-binary of a file as a query is not imported', 1],
    ['curl -H @file http://a/', '--header of a file is not imported', 1],
    ['curl --data-urlencode n@file http://a/', '--data-urlencode of a file is not imported', 1],
    ["curl 'http://a/", 'a quote that is never closed', 1],
    ['', 'no curl command in x.sh', undefined],
  ];
  for (const [text, message, line] of refused)
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(
        () => imported(text),
        (error: unknown) =>
          error instanceof ChaosError &&
          error.code === 'IMPORT_INVALID' &&
          error.message === message &&
          error.where?.line === line &&
          error.hint !== '',
      );
    });

  it('tells all commands that it refuses, each with its line', () => {
    const text = [
      'curl http://127.0.0.1/fine',
      'curl -T file http://127.0.0.1/a --digest',
      'curl http://127.0.0.1/?a=b&c=d',
      'curl ftp://127.0.0.1/',
      'curl -s \\',
      '  -d @file http://127.0.0.1/',
      'curl -X TRACE http://127.0.0.1/',
      "curl 'http://127.0.0.1/",
    ].join('\n');
    assert.throws(
      () => imported(text),
      (error: unknown) => {
        assert.ok(error instanceof ChaosError);
        assert.equal(error.message, '7 mistakes in x.sh, nothing was imported');
        assert.notEqual(error.hint, '');
        assert.deepEqual(
          error.problems.map(({ message, where }) => [where?.line, message]),
          [
            [2, '-T is not imported'],
            [2, '--digest is not imported'],
            [3, 'an & in the middle of a word'],
            [4, 'only http and https URLs are imported'],
            [6, '--data of a file is not imported'],
            [7, 'a scenario has no word for this method; it has get, post, put, patch, delete, head, options'],
            [8, 'a quote that is never closed'],
          ],
        );
        assert.ok(error.problems.every(({ hint }) => hint !== undefined && hint !== ''));
        return true;
      },
    );
  });

  it('tells a command copied for cmd', () => {
    assert.throws(
      () => imported('curl ^"http://a/^" ^\r\n  -H ^"a: b\'^"'),
      (error: unknown) => error instanceof ChaosError && /Copy as cURL \(bash\)/.test(error.hint),
    );
  });
});
