/** The same conversation with both servers, compared answer by answer: the real one says what is right. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { skipUnlessInstalled } from '../support/installed.ts';
import { Client, freePort, startEcho } from '../support/tcp-peers.ts';
import { eventually } from '../support/toxiproxies.ts';
import { transcript, type Step } from './transcript.ts';
import { Api, embedded, embeddedWith, realToxiproxy, send, type ServerUnderTest } from './toxiproxy-server.ts';

/** Where the embedded server means to differ: what the step is, and why. One that does not differ any more is a mistake here. */
const deliberate: readonly { readonly step: RegExp; readonly why: string }[] = [
  {
    step: /^GET \/version(\?x=1)? $/,
    why: 'clients choose the verb of an update by the version; the real one, built from source, says "git"',
  },
  {
    step: /^GET \/proxies\/%(zz)? $/,
    why: 'a URL that can not be read is answered with the length of the answer, and the connection stays',
  },
  {
    step: /"type":"slicer",("name":"wide",)?"attributes":\{("x":1|"average_size":10,"size_variation":20)\}|"rate":-1\}|toxics\/(slicer_downstream|neg|wide) $/,
    why: 'attributes that end the whole real server when data comes are refused',
  },
  {
    step: /^GET \/proxies\/p\/toxics\/latency_downstream $/,
    why: 'a PATCH with a mistake in it applies nothing; the real one has applied what stands before the mistake',
  },
];

/** What clients look at. The request's id is another each time. */
function shown({ status, headers, body }: Awaited<ReturnType<typeof send>>): Record<string, unknown> {
  const length = headers['content-length'];
  return {
    status,
    type: headers['content-type'],
    nosniff: headers['x-content-type-options'],
    location: headers.location,
    allow: headers['allow'],
    // Ports have more digits or fewer.
    length: length === String(Buffer.byteLength(body)) ? 'that of the body' : length,
    chunked: headers['transfer-encoding'],
    id: headers['x-toxiproxy-request-id']?.length,
    body: body.replace(/(127\.0\.0\.1|\]):\d{4,5}"/g, '$1:PORT"'),
  };
}

describe('a conversation with both servers', () => {
  it('is long enough', () => assert.ok(transcript.length >= 220, `${transcript.length} requests`));

  it('goes the same way, but where that is meant', async function () {
    this.timeout(30_000);
    const path = skipUnlessInstalled(this, 'toxiproxy-server');
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const ports: Readonly<Record<string, string>> = {
      FREE: String(await freePort()),
      OTHER: String(await freePort()),
      TAKEN: String((taken.address() as AddressInfo).port),
    };
    const filled = (body: string): string => body.replace(/\b(FREE|OTHER|TAKEN)\b/g, (name) => ports[name] ?? name);
    const said = async (under: ServerUnderTest): Promise<Record<string, unknown>[]> => {
      const server = await under.start();
      const answers = [];
      for (const { method, path: to, body, headers } of transcript)
        answers.push(shown(await send(server.url, method, to, typeof body === 'string' ? filled(body) : body, headers)));
      await server.stop();
      return answers;
    };
    const wanted = await said(realToxiproxy(path));
    const got = await said(embedded);
    taken.close();

    const differing = transcript.flatMap((step, at) => {
      const keys = Object.keys(wanted[at] ?? {}).filter((key) => got[at]?.[key] !== wanted[at]?.[key]);
      const lines = keys.map((key) => `${key}: ${JSON.stringify(got[at]?.[key])} instead of ${JSON.stringify(wanted[at]?.[key])}`);
      return keys.length > 0 ? [{ step: titled(step), lines }] : [];
    });
    assert.deepEqual(
      differing.filter(({ step }) => !deliberate.some((meant) => meant.step.test(step))),
      [],
    );
    const idle = deliberate.filter((meant) => !differing.some(({ step }) => meant.step.test(step)));
    assert.deepEqual(idle, []);
  });
});

describe('metrics of both servers', () => {
  it('are the same when the connections have ended', async function () {
    this.timeout(20_000);
    const path = skipUnlessInstalled(this, 'toxiproxy-server');
    const echo = await startEcho();
    const listen = `127.0.0.1:${await freePort()}`;
    const scraped = async (under: ServerUnderTest): Promise<unknown[]> => {
      const server = await under.start();
      const api = new Api(server.url);
      await api.proxy('a "quoted" \\\n name', echo.address, listen);
      const before = shown(await send(server.url, 'GET', '/metrics'));
      for (const text of ['12345', '678']) {
        const client = await new Client(listen).connected();
        await client.roundTrip(text);
        client.close();
      }
      const all = (body: string): boolean => (body.match(/_bytes_total\{.* 8$/gm) ?? []).length === 4;
      const complete = async (): Promise<boolean> => all((await send(server.url, 'GET', '/metrics')).body);
      await eventually('all is added up', complete);
      const after = shown(await send(server.url, 'PUT', '/metrics'));
      const browser = shown(await send(server.url, 'GET', '/metrics', undefined, { 'user-agent': 'Mozilla/5.0' }));
      await server.stop();
      return [before, after, browser];
    };
    const wanted = await scraped(realToxiproxy(path, ['-proxy-metrics']));
    assert.deepEqual(await scraped(embeddedWith({ metrics: { proxies: true, runtime: false } })), wanted);
    await echo.stop();
  });
});

function titled({ method, path, body }: Step): string {
  return `${method} ${path} ${body ?? ''}`;
}
