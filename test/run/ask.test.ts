import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemCodeOf } from '../../src/errors.ts';
import { ask, headersFor } from '../../src/run/ask.ts';
import { freePort } from '../support/plain-target.ts';

describe('asking what a run watches', () => {
  let server: Server;
  let host: string;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  const seen: IncomingMessage[] = [];

  beforeEach(async () => {
    seen.length = 0;
    server = createServer((request, response) => {
      seen.push(request);
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it('gives status, headers and text, and sends the headers it is given', async () => {
    answer = (_, response) => void response.writeHead(418, { 'x-two': '2' }).end('short and stout');
    const { status, text, headers } = await ask({ url: `http://${host}/a?b=c`, headers: { 'x-one': '1' }, timeoutMs: 5_000 });
    assert.deepEqual([status, text, headers['x-two']], [418, 'short and stout', '2']);
    assert.deepEqual([seen[0]?.url, seen[0]?.headers['x-one']], ['/a?b=c', '1']);
  });

  it('follows no redirect', async () => {
    answer = (_, response) => void response.writeHead(302, { location: '/elsewhere' }).end();
    assert.equal((await ask({ url: `http://${host}/`, timeoutMs: 5_000 })).status, 302);
    assert.deepEqual(
      seen.map(({ url }) => url),
      ['/'],
    );
  });

  it('sends credentials in the URL as basic authorization', async () => {
    answer = (_, response) => void response.end();
    await ask({ url: `http://ann:s%40cret@${host}/`, timeoutMs: 5_000 });
    assert.equal(seen[0]?.headers.authorization, `Basic ${Buffer.from('ann:s@cret').toString('base64')}`);
  });

  it('ends in time, whatever the server does, and names no address', async () => {
    answer = (_, response) => void response.write('and so on');
    await assert.rejects(ask({ url: `http://ann:secret@${host}/`, timeoutMs: 80 }), { message: 'no complete answer within 80 ms' });
  });

  it('reads no more than it is told to, however much there is', async () => {
    let sent = 0;
    answer = (_, response) => {
      const more = (): void => {
        for (let room = true; room && !response.destroyed; sent += 1e6) room = response.write(Buffer.alloc(1e6));
      };
      response.on('drain', more);
      more();
    };
    await assert.rejects(ask({ url: `http://${host}/`, timeoutMs: 10_000, mostBytes: 3e6 }), {
      message: 'the answer is longer than 3000000 bytes',
    });
    assert.ok(sent < 50e6, `${sent} bytes were sent`);
  });

  it('asks the address that it is given, by the name in the URL', async () => {
    answer = (_, response) => void response.end('here');
    const { port } = server.address() as AddressInfo;
    assert.equal((await ask({ url: `http://shop.invalid:${port}/`, address: '127.0.0.1', timeoutMs: 5_000 })).text, 'here');
    assert.equal(seen[0]?.headers.host, `shop.invalid:${port}`);
  });

  it('gives up an answer that is longer than it may be', async () => {
    answer = (_, response) => void response.end('x'.repeat(5_000));
    const asked = { url: `http://${host}/`, timeoutMs: 5_000 };
    assert.equal((await ask({ ...asked, mostBytes: 5_000 })).text.length, 5_000);
    await assert.rejects(ask({ ...asked, mostBytes: 4_999 }), { message: 'the answer is longer than 4999 bytes' });
  });

  it('does not wait for a body that nobody wants', async () => {
    answer = (_, response) => void response.write('data: for ever\n\n');
    assert.equal((await ask({ url: `http://${host}/`, timeoutMs: 5_000, body: false })).status, 200);
  });

  it('ends when the run stops, also when it had stopped before', async () => {
    answer = () => {};
    const stop = new AbortController();
    const asking = ask({ url: `http://${host}/`, timeoutMs: 60_000, signal: stop.signal });
    setTimeout(() => stop.abort(), 30);
    await assert.rejects(asking, /stopped/);
    await assert.rejects(ask({ url: `http://${host}/`, timeoutMs: 60_000, signal: stop.signal }), /stopped/);
  });

  it("rejects with the system's code", async () => {
    const port = await freePort();
    await assert.rejects(ask({ url: `http://127.0.0.1:${port}/`, timeoutMs: 5_000 }), (error) => systemCodeOf(error) === 'ECONNREFUSED');
  });

  it("keeps the target's headers on the target's origin", () => {
    const target = { url: 'http://127.0.0.1:1/shop', headers: { 'x-key': 'secret' } };
    assert.deepEqual(headersFor('http://127.0.0.1:1/ledger', target), target.headers);
    assert.deepEqual(headersFor('http://127.0.0.1:2/ledger', target), {});
    assert.deepEqual(headersFor('https://127.0.0.1:1/ledger', target), {});
  });
});
