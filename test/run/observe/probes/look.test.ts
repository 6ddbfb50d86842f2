import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import type { PlannedLook } from '../../../../src/plan/plan.ts';
import { systemClock } from '../../../../src/run/clock.ts';
import { lookAt, type Look } from '../../../../src/run/observe/probes/look.ts';

describe('look at a probe', () => {
  let server: Server;
  let url: string;
  let handle: (request: IncomingMessage, response: ServerResponse) => void;

  before(async () => {
    server = createServer((request, response) => handle(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  function look(planned: PlannedLook, timeoutMs = 5_000, signal = new AbortController().signal): Promise<Look> {
    const target = { url, headers: { authorization: 'Bearer of the target' }, tls: null };
    return lookAt({ name: 'p', look: planned, everyMs: 5_000, timeoutMs, during: null }, { target, clock: systemClock, signal });
  }
  const http = (path: string, more: object = {}): PlannedLook => ({
    how: 'http',
    url: path,
    expect: { status: null, degraded: null, ...more },
  });
  const said = async (seen: Promise<Look>): Promise<[boolean, string]> => {
    const { ok, detail } = await seen;
    return [ok, detail];
  };

  it('over HTTP is judged as a step of the load is, with the headers of the target on its own origin', async () => {
    const heard: (string | undefined)[] = [];
    handle = (request, response) => {
      heard.push(request.headers.authorization, request.headers['x-stampede'] as string);
      response.writeHead(request.url === '/sick' ? 503 : 200, { 'x-build': '7', 'content-type': 'application/json' });
      response.end('{"state":"up","queue":3}');
    };
    assert.deepEqual(await said(look(http('/well'))), [true, 'status 200']);
    assert.deepEqual(heard, ['Bearer of the target', 'probe']);
    assert.deepEqual(await said(look(http(`${url}/sick`))), [false, 'status 503']);
    assert.deepEqual(await said(look(http('/sick', { status: [503] }))), [true, 'status 503']);
    assert.deepEqual(await said(look(http('/well', { body: ['"up"'], json: { '$.queue': 3 }, header: { 'x-build': '/^[0-9]+$/' } }))), [
      true,
      'status 200',
    ]);
    assert.deepEqual(await said(look(http('/well', { json: { '$.queue': 4 } }))), [false, '$.queue is not as expected']);
    assert.deepEqual(await said(look(http('/well', { body: ['${down}'] }))), [false, 'the body does not hold "${down}"']);
    assert.deepEqual(await said(look(http('/well', { header: { etag: 'present' } }))), [false, 'no header etag']);
  });

  it('is given up after its time, and ended when the run is', async () => {
    handle = () => {};
    assert.deepEqual(await said(look(http('/'), 100)), [false, 'no complete answer within 100 ms']);
    const stopping = new AbortController();
    const seen = look(http('/'), 60_000, stopping.signal);
    stopping.abort();
    assert.deepEqual(await said(seen), [false, 'the run was stopped']);
  });

  it('over TCP opens a connection, and sends nothing', async () => {
    let [opened, bytes] = [0, 0];
    const peer = createTcpServer((socket) => {
      opened += 1;
      socket.on('data', (data) => (bytes += data.length)).on('error', () => {});
    });
    await new Promise<void>((resolve) => peer.listen(0, '127.0.0.1', resolve));
    const { port } = peer.address() as AddressInfo;
    assert.deepEqual(await said(look({ how: 'tcp', address: `127.0.0.1:${port}` })), [true, 'connected']);
    await new Promise((resolve) => peer.close(resolve));
    assert.deepEqual([opened, bytes], [1, 0]);
    assert.deepEqual(await said(look({ how: 'tcp', address: `127.0.0.1:${port}` })), [false, 'ECONNREFUSED']);
  });

  it('by a command holds where that ends with 0; it is an argument list, run without a shell, and ended when its time is up', async () => {
    const run = (command: readonly string[], timeoutMs = 20_000) => said(look({ how: 'command', command, cwd: '/' }, timeoutMs));
    assert.deepEqual(await run(['true']), [true, 'ended with code 0']);
    assert.deepEqual(await run(['sh', '-c', 'echo the queue is full; exit 3']), [false, 'ended with code 3: the queue is full']);
    assert.deepEqual(await run(['test', '$HOME', '=', '$HOME']), [true, 'ended with code 0']);
    const [ok, detail] = await run(['sleep', '60'], 300);
    assert.ok(!ok && /^did not end within \d+ ms$/.test(detail), detail);
    assert.match((await run(['no-such-program-of-any-kind']))[1], /ENOENT/);
  });
});
