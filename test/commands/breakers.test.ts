import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openDesk, runCli, type Desk } from '../support/cli.ts';
import { freePort } from '../support/plain-target.ts';

describe('chaos breakers', function () {
  // Whole programs are started, which takes long on a busy machine.
  this.timeout(60_000);
  let desk: Desk;
  let server: Server;
  let root: string;
  const circuit = 'circuit{name="payments",event="open"} 2\ncircuit{name="payments",event="close"} 2\n';
  before(async () => {
    desk = openDesk();
    server = createServer((request, response) => {
      if (request.url === '/metrics') response.end(circuit);
      else if (request.url === '/hystrix.stream') {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(
          'ping: \n\ndata: {"type":"HystrixCommand","name":"stock","isCircuitBreakerOpen":true,"rollingCountShortCircuited":1}\n\n',
        );
      } else if (request.url === '/page') response.setHeader('content-type', 'text/html').end('<html>');
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
    desk.remove();
  });

  it('shows what can be read there, and the lines that watch it; of a root, at the usual paths', async () => {
    const [plain, json] = await Promise.all([runCli(['breakers', `${root}/metrics`], desk), runCli(['breakers', root, '--json'], desk)]);
    assert.deepEqual([plain.code, plain.stderr, json.code, json.stderr], [0, '', 0, '']);
    assert.match(
      plain.stdout,
      /^ {2}payments +state not shown +opened 2, half-opened 0, closed 2, turned away 0\n +trips from a counter of trips: exact$/m,
    );
    assert.match(plain.stdout, new RegExp(`^ {2}- \\{ name: payments, preset: opossum, url: ${root}/metrics \\}$`, 'm'));
    const { breakers, entries } = JSON.parse(json.stdout);
    assert.deepEqual(
      breakers.map(({ name, preset, state }: Record<string, unknown>) => [name, preset, state]),
      [
        ['payments', 'opossum', null],
        ['stock', 'hystrix', 'open'],
      ],
    );
    assert.deepEqual(
      entries.map(({ name, url }: Record<string, unknown>) => [name, url]),
      [
        ['payments', `${root}/metrics`],
        ['stock', `${root}/hystrix.stream`],
      ],
    );
  });

  it('says what is there instead, or that nobody answers, and exits with 4; what it may not ask, or is no URL, with 2', async () => {
    const dead = `http://127.0.0.1:${await freePort()}/`;
    const [none, nobody, elsewhere, nothing] = await Promise.all(
      [`${root}/page`, dead, 'http://example.com/metrics', 'not-a-url'].map((url) => runCli(['breakers', url], desk)),
    );
    assert.equal(none?.code, 4);
    assert.match(
      none?.stderr ?? '',
      /^error NO_BREAKER: no circuit breaker can be read at .*\/page: text\/html, without a breaker.*\nhint: give the URL/,
    );
    assert.equal(nobody?.code, 4);
    assert.match(nobody?.stderr ?? '', /^error OBSERVER_UNREACHABLE: .* does not answer: ECONNREFUSED/);
    assert.equal(elsewhere?.code, 2);
    assert.match(elsewhere?.stderr ?? '', /^error HOST_NOT_ALLOWED: example\.com .*\nhint: if it is meant: --allow-host example\.com/);
    assert.deepEqual([nothing?.code, nothing?.stderr.split(':')[0]], [2, 'error USAGE']);
  });
});
