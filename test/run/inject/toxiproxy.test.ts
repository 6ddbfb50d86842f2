import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ChaosError } from '../../../src/errors.ts';
import type { FoundToxiproxy } from '../../../src/run/inject/find-toxiproxy.ts';
import { ToxiproxyServer } from '../../../src/run/inject/toxiproxy.ts';
import { serverKinds, startToxiproxy } from '../../support/toxiproxies.ts';

const latency = { type: 'latency', stream: 'downstream', toxicity: 1, attributes: { latency: 100, jitter: 0 } } as const;

async function refusal(work: Promise<unknown>): Promise<ChaosError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ChaosError) return error;
    throw error;
  }
  throw new assert.AssertionError({ message: 'it was not refused' });
}

for (const kind of serverKinds) {
  describe(`the client on the ${kind} server`, () => {
    let found: FoundToxiproxy;
    let server: ToxiproxyServer;
    before(async function () {
      found = await startToxiproxy(this, kind);
      server = new ToxiproxyServer(found.url);
    });
    after(async () => found?.stop());
    afterEach(async () => {
      for (const { name } of await server.proxies()) if (!name.includes('/')) await server.deleteProxy(name);
    });

    const create = (name: string): ReturnType<ToxiproxyServer['createProxy']> =>
      server.createProxy({ name, listen: '127.0.0.1:0', upstream: '127.0.0.1:9' });

    it('disables and enables without a word about addresses, so that toxics and port stay', async () => {
      const { listen } = await create('a');
      await server.addToxic('a', { name: 't', ...latency });
      await server.setEnabled('a', false);
      assert.deepEqual(
        (await server.proxies()).map(({ enabled, listen: at, toxics }) => [enabled, at, toxics.length]),
        [[false, listen, 1]],
      );
      await server.setEnabled('a', true);
      assert.deepEqual(
        (await server.proxies()).map(({ enabled, listen: at, toxics }) => [enabled, at, toxics.length]),
        [[true, listen, 1]],
      );
    });
  });
}

describe('the client against servers that behave badly', () => {
  const closers: (() => void)[] = [];
  afterEach(() => {
    for (const close of closers.splice(0)) close();
  });

  async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
    const http: Server = createServer(answer);
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    closers.push(() => {
      http.closeAllConnections();
      http.close();
    });
    return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  }

  it('gives up on one that stops in the middle of an answer', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('{');
    });
    assert.match((await refusal(new ToxiproxyServer(url, 200).proxies())).message, /did not answer within/);
  });

  it("heeds a stop of the caller's", async () => {
    const url = await serve(() => {});
    const began = performance.now();
    await refusal(new ToxiproxyServer(url, 10_000).deleteProxy('a', { signal: AbortSignal.timeout(100) }));
    assert.ok(performance.now() - began < 5_000);
  });

  it('does not follow a redirect: a POST would become a GET and "succeed"', async () => {
    const seen: string[] = [];
    const url = await serve((request, response) => {
      seen.push(`${request.method} ${request.url}`);
      response.writeHead(301, { location: '/elsewhere' }).end();
    });
    assert.match(
      (await refusal(new ToxiproxyServer(url).createProxy({ name: 'a', listen: 'h:1', upstream: 'h:2' }))).message,
      /status 301/,
    );
    assert.deepEqual(seen, ['POST /proxies']);
  });

  it('says so when it is something else that answers', async () => {
    const html = await serve((_, response) => response.end('<html><h1>Welcome</h1></html>'));
    assert.match((await refusal(new ToxiproxyServer(html).proxies())).message, /not JSON: Welcome/);
    const nothing = await serve((_, response) => response.end('null'));
    assert.match((await refusal(new ToxiproxyServer(nothing).proxies())).message, /does not answer as a Toxiproxy/);
    const busy = await serve((_, response) =>
      response.writeHead(503, { 'content-type': 'text/html' }).end('<html><head><title>Timeout</title></head></html>'),
    );
    assert.match((await refusal(new ToxiproxyServer(busy).proxies())).message, /refused listing proxies: Timeout$/);
  });

  it('takes a creation for done when only its answer was lost', async () => {
    let calls = 0;
    const url = await serve((request, response) => {
      calls++;
      if (calls === 1) request.socket.destroy();
      else if (request.method === 'POST') response.writeHead(409).end('{"error":"proxy already exists","status":409}\n');
      else response.end('{"name":"a","listen":"127.0.0.1:5","upstream":"h:2","enabled":true,"toxics":[]}');
    });
    assert.equal((await new ToxiproxyServer(url).createProxy({ name: 'a', listen: '127.0.0.1:0', upstream: 'h:2' })).listen, '127.0.0.1:5');
    assert.equal(calls, 3);
  });

  it('sends credentials of the URL as a header, and shows them nowhere', async () => {
    let seen: string | undefined;
    const url = await serve((request, response) => {
      seen = request.headers.authorization;
      response.writeHead(401).end('go away');
    });
    const server = new ToxiproxyServer(url.replace('http://', 'http://me:secret@'));
    const error = await refusal(server.proxies());
    assert.equal(seen, `Basic ${Buffer.from('me:secret').toString('base64')}`);
    assert.ok(!`${error.message}${error.hint}${server.url}`.includes('secret'));
  });
});
