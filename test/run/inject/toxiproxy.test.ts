import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { ChaosError, systemCodeOf } from '../../../src/errors.ts';
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

    it("has the server's own words in an error, which the client throws away", async () => {
      const { listen } = await create('a');
      const again = await refusal(create('a'));
      assert.equal(again.code, 'TOXIPROXY_REFUSED');
      assert.match(again.message, /proxy already exists/);
      await server.addToxic('a', { name: 't', ...latency });
      assert.match((await refusal(server.addToxic('a', { name: 't', ...latency }))).message, /toxic already exists/);
      assert.match((await refusal(server.addToxic('a', { name: 'u', ...latency, type: 'earthquake' }))).message, /invalid toxic type/);
      assert.match((await refusal(server.addToxic('none', { name: 't', ...latency }))).message, /proxy not found/);
      assert.match((await refusal(server.createProxy({ name: 'b', listen, upstream: 'x:1' }))).message, /address already in use/);
    });

    it('creates through an address with trailing slashes or without a scheme', async () => {
      for (const [i, address] of [`${found.url}//`, found.url.replace('http://', '')].entries()) {
        const made = await new ToxiproxyServer(address).createProxy({ name: `n${i}`, listen: '127.0.0.1:0', upstream: '127.0.0.1:9' });
        assert.equal(made.name, `n${i}`);
      }
      assert.deepEqual((await server.proxies()).map(({ name }) => name).toSorted(), ['n0', 'n1']);
    });

    it('lists proxies with their toxics, which the client leaves out', async () => {
      const made = await create('a');
      await server.addToxic('a', { name: 't', ...latency });
      const [listed] = await server.proxies();
      assert.equal(listed?.listen, made.listen);
      assert.match(made.listen, /^127\.0\.0\.1:[1-9]\d*$/);
      assert.deepEqual(
        listed?.toxics.map(({ name, type, stream }) => ({ name, type, stream })),
        [{ name: 't', type: 'latency', stream: 'downstream' }],
      );
    });

    it('removes what is gone already without complaint', async () => {
      await create('a');
      await server.addToxic('a', { name: 't', ...latency });
      assert.equal(await server.removeToxic('a', 't'), 'done');
      assert.equal(await server.removeToxic('a', 't'), 'gone');
      assert.equal(await server.deleteProxy('a'), 'done');
      assert.equal(await server.deleteProxy('a'), 'gone');
      assert.equal(await server.removeToxic('a', 't'), 'gone');
      assert.equal(await server.setEnabled('a', true), 'gone');
    });

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

    it("reaches a user's proxy whose name the client would put into the path as it is", async () => {
      for (const name of ['my db?', 'a#b', '50%', 'ü']) {
        const made = await fetch(`${found.url}/proxies`, {
          method: 'POST',
          body: JSON.stringify({ name, listen: '127.0.0.1:0', upstream: '127.0.0.1:9' }),
        });
        assert.equal(made.status, 201);
        await server.addToxic(name, { name: 't', ...latency });
        await server.setEnabled(name, false);
        assert.equal((await server.proxies()).find((proxy) => proxy.name === name)?.enabled, false);
        assert.equal(await server.removeToxic(name, 't'), 'done');
        assert.equal(await server.deleteProxy(name), 'done', name);
      }
    });

    it('gives the version as such', async () => {
      assert.match(await server.version(), /^(git|\d+\.\d+\.\d+)$/);
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

  it('gives up on one that never answers, which the client would wait for forever', async () => {
    const url = await serve(() => {});
    const began = performance.now();
    const error = await refusal(new ToxiproxyServer(url, 200).proxies());
    assert.equal(error.code, 'TOXIPROXY_UNREACHABLE');
    assert.match(error.message, /did not answer within 200 ms/);
    assert.ok(performance.now() - began < 2_000);
  });

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

  it("names the system's reason when nobody listens, and a remedy", async () => {
    const probe = createTcpServer();
    await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    const error = await refusal(new ToxiproxyServer(`127.0.0.1:${port}`).version());
    assert.equal(error.code, 'TOXIPROXY_UNREACHABLE');
    assert.match(error.message, /ECONNREFUSED/);
    assert.equal(systemCodeOf(error), 'ECONNREFUSED');
    assert.match(error.hint, /toxiproxy-server/);
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

  it('is written against one version of the client, whose parts it replaces', () => {
    const { dependencies } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    assert.match(dependencies['toxiproxy-node-client'] ?? '', /^\d+\.\d+\.\d+$/);
  });
});
