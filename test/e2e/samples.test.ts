/** "Show me ten failed requests": what is kept of a target that answers with secrets and with traps, and that none of either gets out. */
import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Analysis } from '../../src/analysis/analysis.ts';
import { chosenSchema } from '../../src/report/chosen-samples.ts';
import { openDesk, runCli, type Desk } from '../support/cli.ts';
import { readXml } from '../support/read-xml.ts';
import { evilBody } from '../support/sample-requests.ts';

const env = { SHOP_TOKEN: 'planted-env-token-1', TENANT: 'planted tenant/2 "x"' };
const planted = {
  'a header of the target, from the environment': env.SHOP_TOKEN,
  'an innocent header, from the environment': env.TENANT,
  'the same in a URL': encodeURIComponent(env.TENANT),
  'a cookie of a step': 'planted-cookie-3',
  'the query': 'planted-query-4',
  'a JSON body': 'planted-password-5',
  'a cookie that is set': 'planted-set-cookie-6',
  'a header of the answer': 'planted-answer-key-7',
  'a value in the answer': 'planted-refresh-8',
  'what was captured': 'planted-captured-9',
  'what was captured, in base64': Buffer.from('user:planted-basic-10').toString('base64'),
};
type Planted = keyof typeof planted;
const secretOf = (name: Planted): string => planted[name];

const scenario = (url: string): string => `version: 1
target: {url: ${JSON.stringify(url)}, headers: {authorization: "Bearer \${env.SHOP_TOKEN}", x-tenant: "\${env.TENANT}"}}
load:
  base: 20/s
  stages: [{name: hold, for: 2s, rate: 1x}]
  journeys:
    - name: visit
      steps:
        - post: "/login?api_key=${secretOf('the query')}&page=2&tenant=\${env.TENANT}"
          name: login
          headers: {cookie: "sid=${secretOf('a cookie of a step')}"}
          json: {user: anna, credentials: {password: ${secretOf('a JSON body')}}}
          capture: {token: "$.token", cart: "$.cart"}
        - get: "/cart/\${cart}"
          name: cart
          headers: {x-session: "\${token}"}
    - name: evil
      steps: [{get: /evil, name: evil}]
`;

/** Repeats all that it was told, with what is secret about the answer besides. */
function echo(request: IncomingMessage, body: string): string {
  const told = { url: request.url, headers: request.rawHeaders, body, raw: request.rawHeaders.join('\r\n'), page: 2 };
  return JSON.stringify({
    token: secretOf('what was captured'),
    refresh_token: secretOf('a value in the answer'),
    basic: `Basic ${secretOf('what was captured, in base64')}`,
    cart: 'c-17',
    told,
  });
}

describe('requests that are kept', function () {
  this.timeout(60_000);
  let desk: Desk;
  let server: Server;
  let dir: string;
  let report: Analysis;
  let printed: string;
  const traces = new Set<string>();

  before(async () => {
    desk = openDesk();
    server = createServer((request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => {
        traces.add(String(request.headers['traceparent']).slice(3, 35));
        const headers = {
          'content-type': 'application/json',
          'set-cookie': `sid=${secretOf('a cookie that is set')}; Path=/`,
          'x-api-key': secretOf('a header of the answer'),
          'x-echo': request.headers['x-session'] ?? request.headers['x-tenant'] ?? '',
        };
        if (request.url === '/evil')
          response.writeHead(500, { ...headers, 'content-type': '"><svg onload=alert(3)>' }).end(evilBody.replaceAll('\0', ''));
        else response.writeHead(request.url?.startsWith('/cart') ? 503 : 200, headers).end(echo(request, Buffer.concat(pieces).toString()));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const file = join(desk.dir, 'my.yaml');
    writeFileSync(file, scenario(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
    const ran = await runCli(['run', file], { ...desk, env: { ...desk.env, ...env } });
    printed = ran.stdout + ran.stderr;
    const [id] = readdirSync(join(desk.dir, 'reports'));
    assert.ok(id, printed);
    dir = join(desk.dir, 'reports', id);
    report = JSON.parse(readFileSync(join(dir, 'report.json'), 'utf8')) as Analysis;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
    desk.remove();
  });

  it('of each route and outcome there are some, with what was asked and what came', () => {
    const groups = Map.groupBy(report.samples, ({ route, outcome }) => `${route} ${outcome}`);
    assert.deepEqual([...groups.keys()].toSorted(), ['cart httpError', 'evil httpError', 'login ok']);
    for (const samples of groups.values()) {
      assert.equal(samples.filter(({ first }) => first).length, 3);
      assert.equal(samples.filter(({ slowest }) => slowest).length, 3);
    }
    const login = report.samples.find(({ route }) => route === 'login');
    assert.match(login?.path ?? '', /^\/login\?api_key=\[redacted\]&page=2&tenant=\[redacted\]$/);
    assert.match(login?.body?.text ?? '', /"cart":"c-17"/);
    assert.match(login?.body?.text ?? '', /"page":2/);
    assert.ok(
      report.samples.some(({ connection }) => connection === 'new') && report.samples.some(({ connection }) => connection === 'reused'),
    );
    assert.equal(report.samplesLeftOut, 0);
  });

  it('each by the trace that the target saw', () => {
    assert.ok(report.samples.length > 0);
    for (const { traceId } of report.samples) assert.ok(traceId !== null && traces.has(traceId), String(traceId));
  });

  it('causes lead to their requests', () => {
    assert.deepEqual(report.errors.map(({ cause, route }) => `${cause} of ${route}`).toSorted(), [
      'status 500 of evil',
      'status 503 of cart',
    ]);
    for (const { cause, route, samples, firstMs, lastMs } of report.errors) {
      assert.ok(samples.length >= 3);
      assert.ok(lastMs !== null && lastMs > firstMs);
      for (const number of samples) {
        const sample = report.samples.find((one) => one.number === number);
        assert.deepEqual([sample?.cause, sample?.route], [cause, route]);
      }
    }
  });

  it('no planted secret is in the log, in any report or on the screen', () => {
    const files = readdirSync(dir);
    assert.ok(files.includes('events.ndjson') && files.includes('report.html') && files.includes('plan.json'));
    assert.match(readFileSync(join(dir, 'events.ndjson'), 'utf8'), /"type":"sample"/);
    for (const [name, secret] of Object.entries(planted)) {
      for (const form of [secret, JSON.stringify(secret).slice(1, -1), secret.replaceAll('"', '&quot;')]) {
        for (const file of files) assert.ok(!readFileSync(join(dir, file), 'utf8').includes(form), `${name} is in ${file}`);
        assert.ok(!printed.includes(form), `${name} is on the screen`);
      }
    }
  });

  it('ten failed requests on a terminal: each cause, its trace, the beginning of the body, and no control character', async () => {
    const [{ code, stdout }, ofOne] = await Promise.all([
      runCli(['report', dir, '--failed', '10'], desk),
      runCli(['report', dir, '--failed', '10', '--route', 'cart'], desk),
    ]);
    assert.equal(code, 0);
    assert.match(stdout, /^ *1 {2}status 50[03] \(http error\)$/m);
    const failed = report.samples.filter(({ outcome }) => outcome !== 'ok');
    assert.ok(failed.length >= 10);
    assert.equal(stdout.match(/trace [0-9a-f]{32} span [0-9a-f]{16}/g)?.length, 10);
    assert.match(stdout, /status 500/);
    assert.match(stdout, /status 503/);
    // eslint-disable-next-line no-control-regex
    assert.doesNotMatch(stdout, /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202E]/);
    for (const secret of Object.values(planted)) assert.ok(!stdout.includes(secret));
    assert.doesNotMatch(ofOne.stdout, /status 500/);
    assert.match(ofOne.stdout, /GET \/cart\/c-17/);
  });

  it('as JSON the chosen ones alone, as they are in the report', async () => {
    const [{ code, stdout }, slowest] = await Promise.all([
      runCli(['report', dir, '--failed', '3', '--route', 'cart', '--json'], desk),
      runCli(['report', dir, '--slowest', '2', '--json'], desk),
    ]);
    assert.equal(code, 0);
    const chosen = chosenSchema.strict().parse(JSON.parse(stdout));
    assert.deepEqual([chosen.run, chosen.kept], [report.run.id, report.samples.length]);
    assert.deepEqual(
      chosen.samples.map(({ route, outcome }) => `${route} ${outcome}`),
      Array.from({ length: 3 }, () => 'cart httpError'),
    );
    for (const sample of chosen.samples)
      assert.deepEqual(
        sample,
        report.samples.find(({ number }) => number === sample.number),
      );
    assert.equal(chosenSchema.strict().parse(JSON.parse(slowest.stdout)).samples.length, 2);
  });

  it('a route that is none, and a route of nothing, are wrong usage', async () => {
    const [unknown, ofNothing] = await Promise.all([
      runCli(['report', dir, '--failed', '10', '--route', 'carts'], desk),
      runCli(['report', dir, '--route', 'cart'], desk),
    ]);
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /no route "carts"/);
    assert.match(unknown.stderr, /login, cart, evil/);
    assert.equal(ofNothing.code, 2);
  });

  it('traps stay text: in the page, in Markdown and in XML', () => {
    const html = readFileSync(join(dir, 'report.html'), 'utf8');
    assert.equal(html.match(/<script/g)?.length, 2);
    assert.doesNotMatch(html, /<svg onload/);
    assert.ok(Buffer.byteLength(html) < 250_000, `${Buffer.byteLength(html)} bytes`);
    assert.doesNotMatch(readFileSync(join(dir, 'report.md'), 'utf8'), /alert\(1\)/);
    assert.doesNotThrow(() => readXml(readFileSync(join(dir, 'junit.xml'), 'utf8')));
  });
});
