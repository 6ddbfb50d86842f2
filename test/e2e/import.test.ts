/** A visit to a real server, recorded, imported and run by the engine: the server sees the same requests, with its own new values in them. */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { importHar } from '../../src/import/har/har.ts';
import { writeImported } from '../../src/import/write-scenario.ts';
import { makePlan } from '../../src/plan/entry.ts';
import type { LoadRun } from '../../src/run/load/contract.ts';
import { constantly, engineFor, loadOf, sumsOf } from '../run/load/loads.ts';
import { moment } from '../import/har/har-file.ts';

interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Gives each visitor a token and an order of its own, and refuses requests that bring another. */
class Shop {
  readonly seen: Request[] = [];
  private readonly server: Server;
  private orders = 0;
  private readonly tokens = new Set<string>();
  private readonly placed = new Map<string, string>();

  constructor() {
    this.server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8');
      request.on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        const { method = '', url = '', headers } = request;
        const seen = { method, path: url, headers: headers as Record<string, string>, body };
        this.seen.push(seen);
        const { status, location, json } = this.answer(seen);
        response.writeHead(status, { 'content-type': 'application/json', ...(location === undefined ? {} : { location }) });
        response.end(JSON.stringify(json));
      });
    });
  }

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private answer({ method, path, headers, body }: Request): { status: number; location?: string; json: unknown } {
    if (method === 'POST' && path === '/login') {
      const { password } = JSON.parse(body) as { password: string };
      if (password !== 'pass & word 77') return { status: 401, json: {} };
      const token = `token-${this.tokens.size + 1}-abcdef`;
      this.tokens.add(token);
      return { status: 200, json: { session: { accessToken: token } } };
    }
    const token = /^Bearer (.+)$/.exec(headers['authorization'] ?? '')?.[1] ?? '';
    if (!this.tokens.has(token)) return { status: 401, json: {} };
    if (method === 'POST' && path.startsWith('/orders?')) {
      this.orders += 1;
      const id = `order/${this.orders}-0000`;
      this.placed.set(id, token);
      return { status: 201, json: { order: { id, number: 40_000_000 + this.orders } } };
    }
    const id = decodeURIComponent(/^\/orders\/([^/?]+)/.exec(path)?.[1] ?? '');
    if (this.placed.get(id) !== token) return { status: 404, json: {} };
    return method === 'POST' ? { status: 303, location: '/done', json: {} } : { status: 200, json: { id } };
  }
}

/** Sends a request and writes down both sides, as a browser does. */
class Browser {
  readonly entries: object[] = [];
  private readonly base: string;

  constructor(base: string) {
    this.base = base;
  }

  async send(method: string, path: string, headers: Record<string, string> = {}, json?: unknown): Promise<unknown> {
    const body = json === undefined ? undefined : JSON.stringify(json);
    const all = { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    const response = await fetch(`${this.base}${path}`, {
      method,
      headers: all,
      redirect: 'manual',
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    const pairs = (of: Iterable<[string, string]>) => [...of].map(([name, value]) => ({ name, value }));
    this.entries.push({
      startedDateTime: moment(this.entries.length * 10),
      time: 10,
      _resourceType: 'fetch',
      request: {
        method,
        url: `${this.base}${path}`,
        headers: pairs(Object.entries({ ...all, 'User-Agent': 'a browser' })),
        ...(body === undefined ? {} : { postData: { mimeType: 'application/json', text: body } }),
      },
      response: { status: response.status, headers: pairs(response.headers), content: { mimeType: 'application/json', text } },
    });
    return JSON.parse(text);
  }
}

describe('a recorded visit', () => {
  const shop = new Shop();
  let base = '';
  let run: LoadRun | undefined;
  before(async () => {
    base = await shop.open();
  });
  after(async () => {
    await run?.stop();
    shop.close();
  });

  it('is sent again as it was, each visitor with values of its own', async () => {
    const browser = new Browser(base);
    const { session } = (await browser.send('POST', '/login', {}, { user: 'anna', password: 'pass & word 77', note: 'costs ${5}' })) as {
      session: { accessToken: string };
    };
    const authorization = `Bearer ${session.accessToken}`;
    const { order } = (await browser.send(
      'POST',
      '/orders?note=a+b&x=%24%7By%7D',
      { authorization, 'x-shop': '${shop}' },
      { sku: 's-1', quantity: 2 },
    )) as { order: { id: string; number: number } };
    await browser.send('GET', `/orders/${encodeURIComponent(order.id)}?number=${order.number}`, { authorization });
    await browser.send(
      'POST',
      `/orders/${encodeURIComponent(order.id)}/pay`,
      { authorization },
      { order: order.id, number: order.number, amount: 12.5 },
    );
    const recorded = shop.seen.splice(0);
    assert.equal(recorded.length, 4);

    const imported = importHar(JSON.stringify({ log: { entries: browser.entries } }), {
      source: 'visit.har',
      onlyHosts: [],
      assets: false,
      maxThinkMs: 0,
    });
    const { text } = writeImported(imported, { name: 'visit', rate: '10/s', target: undefined });
    assert.ok(!text.includes('pass & word 77') && !text.includes(session.accessToken) && !text.includes(order.id), text);
    const env = { TARGET_PASSWORD: 'pass & word 77' };
    const { plan } = await makePlan({ scenario: '/x/visit.yaml', overrides: {}, cwd: '/x', env, readFile: () => Promise.resolve(text) });
    assert.ok(plan.target.kind === 'url' && plan.target.url === base);

    process.env['TARGET_PASSWORD'] = env.TARGET_PASSWORD;
    const visits = 5;
    try {
      const { events, start } = engineFor(base, loadOf([{ forMs: 500, shape: constantly(visits * 2) }], { journeys: plan.load.journeys }));
      run = start();
      await run.ended;
      const sums = sumsOf(events);
      assert.deepEqual([sums.intended, sums.outcomes.ok, sums.errors], [visits * 4, visits * 4, {}]);
    } finally {
      delete process.env['TARGET_PASSWORD'];
    }

    assert.equal(shop.seen.length, visits * 4);
    const tokens = new Set(shop.seen.map(({ headers }) => headers['authorization']).filter((value) => value !== undefined));
    assert.equal(tokens.size, visits, 'a token each');
    // What the recording had in the places of its own values, each visitor has with those it was given.
    const shape = ({ method, path, headers, body }: Request): string =>
      [method, path, headers['x-shop'] ?? '', headers['authorization'] ?? '', body]
        .join(' ')
        .replaceAll(/token-\d+-abcdef/g, 'TOKEN')
        .replaceAll(/order(\/|%2F)\d+-0000/g, 'ORDER')
        .replaceAll(/4000000\d+|4000001\d+/g, 'NUMBER');
    const count = (requests: readonly Request[], times: number): string[] =>
      requests.flatMap((request) => Array.from({ length: times }, () => shape(request))).toSorted();
    assert.deepEqual(count(shop.seen, 1), count(recorded, visits));
  });
});
