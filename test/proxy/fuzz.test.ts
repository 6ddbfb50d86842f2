/** Ten thousand requests that no client means, at the server's own program: afterwards it answers, and its proxies work. */
import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { seededRandom } from '../../src/proxy/random.ts';
import { transcript, type Step } from '../conformance/transcript.ts';
import { Api } from '../conformance/toxiproxy-server.ts';
import { Client, freePort, startEcho, type Peer } from '../support/tcp-peers.ts';

const count = 10_000;
const atOnce = 16;
const known = new Set([200, 201, 204, 301, 400, 404, 405, 409, 500]);
const main = fileURLToPath(new URL('../../src/proxy/main.ts', import.meta.url));

const values = [
  'null',
  'true',
  '""',
  '"x"',
  '-1',
  '0',
  '1',
  '2147483648',
  '1e9',
  '5.5',
  '9223372036854775807',
  '-9223372036854775808',
  '[]',
  '{}',
  '"upstream"',
  '"\\ud800"',
];
const types = ['latency', 'bandwidth', 'slow_close', 'timeout', 'reset_peer', 'slicer', 'limit_data', 'noop', 'down'];
const attributes = ['latency', 'jitter', 'rate', 'delay', 'timeout', 'average_size', 'size_variation', 'bytes', 'x'];
const targets = ['/proxies', '/proxies/p', '/proxies/p/toxics', '/proxies/p/toxics/t0', '/proxies/p/toxics/t1', '/populate', '/reset'];
const own = ['/stampede/links/p', '/stampede/leases', '/stampede/leases/x/undo', '/stampede/leases/x/renew'];

describe('fuzzed requests', () => {
  let child: ChildProcess;
  let url: string;
  let echo: Peer;

  before(async () => {
    echo = await startEcho();
    child = fork(main, ['--port', '0', '--owned', '--seed', '1'], { stdio: 'ignore' });
    [{ url }] = (await once(child, 'message')) as [{ url: string }];
  });
  after(async () => {
    child.kill('SIGKILL');
    await echo.stop();
  });

  it(`${count} of them crash nothing`, async function () {
    this.timeout(60_000);
    const random = seededRandom(20);
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
    const listen = `127.0.0.1:${await freePort()}`;
    const ports = { FREE: String(await freePort()), OTHER: String(await freePort()), TAKEN: new URL(url).port };
    const filled = (text: string): string => text.replace(/FREE|OTHER|TAKEN/g, (name) => ports[name as keyof typeof ports]);

    const toxic = (): Step => {
      const pairs = Array.from({ length: 3 }, () => `"${pick(attributes)}":${pick(values)}`);
      const body = `{"name":"t${Math.floor(random() * 3)}","type":"${pick(types)}","stream":"${pick(['upstream', 'downstream'])}","toxicity":${pick(values)},"attributes":{${pairs.join(',')}}}`;
      const at = pick(['/proxies/p/toxics', '/proxies/p/toxics', '/proxies/p/toxics/t0', '/proxies/p/toxics/t1']);
      return { method: pick(['POST', 'POST', 'PATCH', 'DELETE']), path: at, body };
    };
    const mutated = (): Step => {
      const { method, path, body = '' } = pick(transcript);
      const bytes = Buffer.from(typeof body === 'string' ? filled(body) : body);
      for (let edits = 1 + Math.floor(random() * 3); edits > 0 && bytes.length > 0; edits--) {
        const at = Math.floor(random() * bytes.length);
        if (random() < 0.5) bytes[at] = Math.floor(random() * 256);
        else bytes.copy(bytes, at, Math.floor(random() * bytes.length));
      }
      return {
        method,
        path: random() < 0.3 ? pick([...targets, ...own]) : path,
        body: bytes.subarray(0, Math.ceil(random() * bytes.length)),
      };
    };
    const proxy = (): Step => {
      const name = pick(['p', 'p', 'x', 'y']);
      const body = `{"name":"${name}","upstream":"${echo.address}","listen":${pick([`"${listen}"`, '"127.0.0.1:0"', ...values])},"enabled":${pick(['true', 'false', '1'])}}`;
      if (random() < 0.3) return { method: pick(['DELETE', 'GET']), path: `/proxies/${pick(['x', 'y', 'p'])}` };
      return random() < 0.2
        ? { method: 'POST', path: '/populate', body: `[${body},${body}]` }
        : { method: pick(['POST', 'PATCH']), path: pick(['/proxies', '/proxies', '/proxies/p']), body };
    };
    const assembled = (): Step => {
      const keys = ['name', 'listen', 'upstream', 'enabled', 'type', 'attributes', 'toxicity', 'seed', 'owner', 'ttlMs', 'toxic', 'NAME'];
      const body = `{${Array.from({ length: 4 }, () => `"${pick(keys)}":${pick(values)}`).join(',')}}`;
      return { method: pick(['POST', 'PATCH', 'PUT', 'DELETE', 'GET']), path: pick([...targets, ...own]), body: pick([body, `[${body}]`]) };
    };

    const api = new Api(url);
    await api.proxy('p', echo.address, listen);
    // Data flows meanwhile: what toxics with odd values do to it must not end the server either.
    const over = new AbortController();
    const chat = (async () => {
      while (!over.signal.aborted) {
        const client = new Client(listen);
        client.socket.write(Buffer.alloc(5_000));
        await new Promise((resolve) => setTimeout(resolve, 20));
        client.close();
      }
    })();

    const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
    const seen = new Map<number, number>();
    const kinds = [toxic, mutated, proxy, assembled];
    const steps = Array.from({ length: count }, (_, n) => (kinds[n % kinds.length] ?? toxic)());
    const worker = async (): Promise<void> => {
      for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
        const { status, body } = await exchange(agent, url, step);
        assert.ok(known.has(status), `${status} ${body} to ${step.method} ${step.path} ${step.body ?? ''}`);
        if (body.startsWith('{') || body.startsWith('[')) JSON.parse(body);
        seen.set(status, (seen.get(status) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    over.abort();
    await chat;
    agent.destroy();

    assert.equal(
      [...seen.values()].reduce((sum, n) => sum + n, 0),
      count,
    );
    for (const status of [200, 201, 204, 400, 404, 405, 409]) assert.ok((seen.get(status) ?? 0) >= 5, `${status}: ${seen.get(status)}`);
    assert.equal(child.exitCode, null);
    for (const name of Object.keys(await api.call('GET', '/proxies'))) {
      if (!/[/?#]/.test(name) && !['.', '..', ''].includes(name))
        await api.remove(`/proxies/${encodeURIComponent(name)}`).catch(() => undefined);
    }
    const client = await new Client(await api.proxy('afterwards', echo.address)).connected();
    await client.roundTrip();
    client.close();
  });
});

function exchange(agent: Agent, url: string, { method, path, body }: Step): Promise<{ status: number; body: string }> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const call = request({ hostname, port, agent, method, path, headers, timeout: 20_000 }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString() }));
      response.on('error', reject);
    });
    call.on('timeout', () => call.destroy(new Error(`no answer to ${method} ${path} ${body ?? ''}`)));
    call.on('error', reject);
    call.end(body);
  });
}
