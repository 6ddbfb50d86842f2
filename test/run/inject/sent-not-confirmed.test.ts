import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { systemClock as clock } from '../../../src/run/clock.ts';
import { createInjector } from '../../../src/run/inject/injector.ts';
import { Journal } from '../../../src/run/inject/journal.ts';
import { collectEvents, fault, link } from '../../support/injecting.ts';
import { useStateFolder } from '../../support/state-folder.ts';

describe('what was sent and not confirmed', () => {
  const folder = useStateFolder();
  let server: Server;
  const asked: string[] = [];

  /** Does what it is told to, and never says that it has added a toxic. */
  beforeEach(async () => {
    asked.length = 0;
    server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      if (request.method === 'POST' && request.url?.endsWith('/toxics')) return;
      if (request.method === 'DELETE') return void response.writeHead(204).end();
      if (request.method === 'POST')
        return void response.writeHead(201).end(JSON.stringify({ name: 'p', listen: '127.0.0.1:1', upstream: 'u', enabled: true }));
      if (request.url === '/proxies') return void response.end('{}');
      response.writeHead(404).end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it('is named, and undone as if it had been done', async () => {
    const journal = await Journal.open(join(folder(), 'j.ndjson'), clock);
    const seen = collectEvents();
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const toxiproxy = { address, server: 'external', pid: null, pidStart: null } as const;
    const injector = createInjector({ runId: 'r1', toxiproxy, clock, emit: seen.emit, journal, toRunMs: (ms) => ms });
    await injector.prepare([link('a')]);
    await assert.rejects(injector.inject(fault('slow', 'a', 'latency', { latency: '1s' })), /did not answer within/);
    assert.ok(
      asked.some((line) => line.startsWith('DELETE ') && line.endsWith('/toxics/stampede-r1-slow')),
      asked.join('; '),
    );
    const [trouble] = seen.of('trouble');
    assert.equal(trouble?.what, 'injecting slow');
    assert.match(trouble?.detail ?? '', /^sent, not confirmed: .*did not answer within.*; toxic stampede-r1-slow on proxy .*: removed$/);
    assert.deepEqual(injector.active(), []);
    assert.deepEqual(
      journal.entries.map(({ deed }) => deed.kind),
      ['proxy-created'],
    );
    await injector.undoAll();
    assert.equal(await journal.close(), true);
  });
});
