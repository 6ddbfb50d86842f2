import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { linkSeed, readLinkSettings, restoreLinkSettings, writeLinkSettings } from '../../../src/run/inject/link-settings.ts';
import { ToxiproxyServer } from '../../../src/run/inject/toxiproxy.ts';

describe('settings of a link', () => {
  let http: Server;
  let server: ToxiproxyServer;
  let isOurs: boolean;
  const calls: string[] = [];
  const links = new Map<string, { protocol: string; seed: number }>();

  before(async () => {
    http = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        calls.push(`${request.method} ${request.url}`);
        const link = links.get(decodeURIComponent((request.url ?? '').slice('/stampede/links/'.length)));
        if (isOurs && request.url === '/stampede') return response.end('{"server":"stampede","version":"1.0.0","features":["seed"]}');
        if (!isOurs || link === undefined) return response.writeHead(404).end('404 page not found\n');
        Object.assign(link, JSON.parse(Buffer.concat(chunks).toString()));
        return response.end(JSON.stringify(link));
      });
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    server = new ToxiproxyServer(`http://127.0.0.1:${(http.address() as AddressInfo).port}`);
  });
  after(() => {
    http.closeAllConnections();
    http.close();
  });
  beforeEach(() => {
    isOurs = true;
    calls.length = 0;
    links.clear();
    links.set('pay ments', { protocol: 'tcp', seed: 7 });
  });

  it('are read without changing them, and what is not given stays', async () => {
    assert.deepEqual(await readLinkSettings(server, 'pay ments'), { protocol: 'tcp', seed: 7 });
    assert.deepEqual(await writeLinkSettings(server, 'pay ments', { protocol: 'http' }), { protocol: 'http', seed: 7 });
    assert.equal(await restoreLinkSettings(server, 'pay ments', { protocol: 'tcp', seed: 7 }), 'done');
    assert.deepEqual(links.get('pay ments'), { protocol: 'tcp', seed: 7 });
  });

  it('need no restoring on a proxy that is gone', async () => {
    assert.equal(await restoreLinkSettings(server, 'gone', { protocol: 'tcp', seed: 7 }), 'gone');
  });

  it('are not asked of a Toxiproxy', async () => {
    isOurs = false;
    assert.equal(await readLinkSettings(server, 'pay ments'), null);
    assert.deepEqual(calls, ['GET /stampede']);
  });

  it('have a seed of its own for each link and each seed of a plan, the same in every run', () => {
    const seeds = [linkSeed(1, 'a'), linkSeed(1, 'b'), linkSeed(2, 'a')];
    assert.equal(new Set(seeds).size, 3);
    assert.equal(linkSeed(1, 'a'), seeds[0]);
    for (const seed of seeds) assert.ok(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32);
  });
});
