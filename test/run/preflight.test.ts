import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ChaosError } from '../../src/errors.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { preflight } from '../../src/run/preflight.ts';
import { collectEvents } from '../support/injecting.ts';
import { freePort } from '../support/plain-target.ts';

const isCode = (code: string, pattern: RegExp) => (error: unknown) =>
  error instanceof ChaosError && error.code === code && (assert.match(error.message, pattern), true);

describe('preflight', () => {
  let server: Server;
  let url: string;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  const seen: IncomingMessage[] = [];

  beforeEach(async () => {
    seen.length = 0;
    server = createServer((request, response) => {
      seen.push(request);
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/shop?a=b`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const look = async (identity: Plan['identity'] = null, headers: Record<string, string> = {}) => {
    const { emit, of } = collectEvents();
    await preflight({ plan: { identity }, url, headers, tls: null, emit });
    return of('preflight');
  };
  const says = (body: string) => (answer = (_, response) => void response.end(body));

  it("is one request, marked, with the target's headers; any answer will do", async () => {
    answer = (_, response) => void response.writeHead(503).end();
    const [event] = await look(null, { 'x-key': 'k' });
    assert.deepEqual(event, { type: 'preflight', check: 'target', ok: true, detail: 'answers with status 503' });
    assert.deepEqual(
      seen.map((request) => [request.method, request.url, request.headers['x-stampede'], request.headers['x-key']]),
      [['GET', '/shop?a=b', 'preflight', 'k']],
    );
  });

  it('does not go where a redirect points', async () => {
    answer = (_, response) => void response.writeHead(301, { location: '/elsewhere' }).end();
    await look();
    assert.equal(seen.length, 1);
  });

  it('with an identity check, that is the one request', async () => {
    says('{"environment":"staging","more":{"a":[1]}}');
    const events = await look({ url: '/info', equals: { environment: 'staging', more: { a: [1] } } });
    assert.deepEqual(
      seen.map((request) => request.url),
      ['/info'],
    );
    assert.equal(events[0]?.check, 'identity');
  });

  describe("the target's version label", () => {
    const read = async (path: string): Promise<unknown> => {
      const { emit, of } = collectEvents();
      await preflight({ plan: { identity: { url: '/info', equals: {} } }, url, headers: {}, tls: null, versionAt: path, emit });
      return of('preflight')[0]?.version;
    };

    it('is read in the answer of the identity check, which is still the one request', async () => {
      says('{"build":{"size":" 4cpu "},"generation":7}');
      assert.deepEqual([await read('$.build.size'), await read('$.generation')], ['4cpu', '7']);
      assert.equal(seen.length, 2);
    });

    it('that is not there, or can be none, is not guessed', async () => {
      says(JSON.stringify({ none: null, list: [1], long: 'x'.repeat(101), empty: ' ' }));
      for (const path of ['$.missing', '$.none', '$.list', '$.long', '$.empty'])
        await assert.rejects(read(path), isCode('IDENTITY_MISMATCH', /no version label at \$/));
      says('no JSON');
      await assert.rejects(read('$.size'), isCode('IDENTITY_MISMATCH', /nothing was sent/));
    });
  });

  for (const [what, body] of [
    ['another environment', '{"environment":"production"}'],
    ['nothing of the kind', '{}'],
    ['null', 'null'],
    ['a list', '["environment"]'],
    ['no JSON', '<html>'],
  ] as const)
    it(`refuses a target that says ${what}, and sends nothing more`, async () => {
      says(body);
      await assert.rejects(
        look({ url: '/info', equals: { environment: 'staging' } }),
        isCode('IDENTITY_MISMATCH', /wants "staging"; nothing was sent/),
      );
      assert.equal(seen.length, 1);
    });

  it("keeps the target's headers from an identity page on another origin", async () => {
    const other = createServer((request, response) => {
      seen.push(request);
      response.end('{"environment":"staging"}');
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    await look({ url: `http://127.0.0.1:${port}/info`, equals: { environment: 'staging' } }, { authorization: 'Bearer secret' });
    other.close();
    assert.deepEqual([seen[0]?.headers.authorization, seen[0]?.headers['x-stampede']], [undefined, 'preflight']);
  });

  it('says what does not answer, without its password and token', async () => {
    url = `http://ann:hunter22@127.0.0.1:${await freePort()}/?token=hunter33`;
    await assert.rejects(look(), (error) => {
      assert.ok(isCode('TARGET_UNREACHABLE', /127\.0\.0\.1.*ECONNREFUSED/)(error));
      assert.doesNotMatch((error as Error).message, /hunter/);
      return true;
    });
  });
});
