import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { systemClock as clock } from '../../../src/run/clock.ts';
import { createInjector } from '../../../src/run/inject/injector.ts';
import { Journal } from '../../../src/run/inject/journal.ts';
import { collectEvents, fault, link } from '../../support/injecting.ts';
import { useStateFolder } from '../../support/state-folder.ts';

describe('a link that is down', () => {
  const folder = useStateFolder();

  it('stays down when a second fault that would take it down fails', async () => {
    let fails = false;
    const set: string[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (more) => (body += more));
      request.on('end', () => {
        const proxy = JSON.stringify({ name: 'p', listen: '127.0.0.1:1', upstream: 'u', enabled: true, toxics: [] });
        if (request.method === 'DELETE') return void response.writeHead(204).end();
        if (request.method === 'GET') return void response.writeHead(request.url === '/proxies' ? 200 : 404).end('{}');
        if (request.method === 'POST') return void response.writeHead(201).end(proxy);
        set.push(body);
        response.writeHead(fails ? 500 : 200).end(fails ? '{"error":"no"}' : proxy);
      });
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const journal = await Journal.open(join(folder(), 'j.ndjson'), clock);
    try {
      const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const toxiproxy = { address, server: 'external', pid: null, pidStart: null } as const;
      const { emit } = collectEvents();
      const injector = createInjector({ runId: 'r1', toxiproxy, clock, emit, journal, toRunMs: (ms) => ms });
      await injector.prepare([link('a')]);
      await injector.inject(fault('one', 'a', 'down'));
      fails = true;
      await assert.rejects(injector.inject(fault('two', 'a', 'down')), /refused/);
      fails = false;
      assert.deepEqual([...new Set(set)], ['{"enabled":false}']);
      await injector.remove('one', 'planned');
      assert.equal(set.at(-1), '{"enabled":true}');
      await injector.undoAll();
    } finally {
      await journal.close();
      server.closeAllConnections();
      server.close();
    }
  });
});
