import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PlannedReconcile } from '../../../../src/plan/plan.ts';
import { readLedger } from '../../../../src/run/observe/ledger/read-ledger.ts';
import { nextLink, readPages } from '../../../../src/run/observe/ledger/read-pages.ts';
import { readCommand } from '../../../../src/run/observe/ledger/read-command.ts';
import { psql, startPostgres, type Postgres } from '../../../support/postgres.ts';

const bounds = { timeoutMs: 10_000, mostBytes: 1_000_000 };

describe('a ledger', () => {
  let server: Server;
  let asked: string[] = [];
  let answer: (url: URL, response: ServerResponse, request: IncomingMessage) => void;
  let base = '';
  const target = { url: 'http://127.0.0.1:1/', headers: {}, tls: null };
  const read = (reconcile: Partial<Extract<PlannedReconcile, { url: string }>> = {}) =>
    readLedger(
      { url: `${base}/ledger`, ids: '$.orders[*].id', settleMs: 0, ...reconcile },
      { target, runId: '20261127-black-friday-1766' },
    );

  before(async () => {
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      answer(new URL(request.url ?? '', base), response, request);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    asked = [];
  });
  after(() => void server.close());
  const json = (value: unknown, headers: Record<string, string> = {}) => {
    answer = (_, response) => response.writeHead(200, headers).end(JSON.stringify(value));
  };

  it('ids are texts and numbers, in its order and as often as they stand there', async () => {
    json({ orders: [{ id: 'b' }, { id: 7 }, { id: 'b' }] });
    assert.deepEqual(await read(), ['b', '7', 'b']);
  });

  it('what is no id is an error: otherwise every order would look lost', async () => {
    json({ orders: [{ id: { value: 'a' } }] });
    await assert.rejects(read(), /^Error: \$\.orders\[\*\]\.id finds what is no id: \{"value":"a"\}$/);
  });

  it("leaves out what is of another run, by a filter on the run's id", async () => {
    json({ orders: [{ id: 'a', run: '20261127-black-friday-1766' }, { id: 'b', run: 'yesterday' }, { id: 'c' }] });
    assert.deepEqual(await read({ ids: "$.orders[?@.run == '${run}'].id" }), ['a']);
  });

  it('or asks for the run alone', async () => {
    json({ orders: [] });
    await read({ url: `${base}/ledger?run=\${run}` });
    assert.deepEqual(asked, ['/ledger?run=20261127-black-friday-1766']);
  });

  for (const type of ['application/x-ndjson', 'application/jsonl', 'application/json'])
    it(`lines of JSON as ${type}`, async () => {
      answer = (_, response) => response.writeHead(200, { 'content-type': type }).end('{"id":"a"}\n{"id":"b"}\n\n{"id":"a"}\n');
      assert.deepEqual(await read({ ids: '$.id' }), ['a', 'b', 'a']);
    });

  it('what is no JSON is said', async () => {
    answer = (_, response) => response.end('<html>\nsorry</html>');
    await assert.rejects(read(), /\/ledger answered with something that is no JSON$/);
  });

  const pages: Record<string, unknown> = {
    '': { orders: [{ id: 'a' }, { id: 'b' }], next: '/ledger?page=2', cursor: 'x/1' },
    '2': { orders: [{ id: 'c' }], next: '?page=3', cursor: 2 },
    '3': { orders: [{ id: 'd' }], next: null, cursor: '' },
  };
  const byPage = (parameter: string, names: Record<string, string>) => {
    answer = (url, response) => response.end(JSON.stringify(pages[names[url.searchParams.get(parameter) ?? ''] ?? '']));
  };

  it('page by page, by URLs in it', async () => {
    byPage('page', { '2': '2', '3': '3' });
    assert.deepEqual(await read({ next: { how: 'url', path: '$.next' } }), ['a', 'b', 'c', 'd']);
    assert.deepEqual(asked, ['/ledger', '/ledger?page=2', '/ledger?page=3']);
  });

  it('page by page, by a cursor in a parameter', async () => {
    byPage('after', { 'x/1': '2', '2': '3' });
    const url = `${base}/ledger?limit=2`;
    assert.deepEqual(await read({ url, next: { how: 'cursor', path: '$.cursor', parameter: 'after' } }), ['a', 'b', 'c', 'd']);
    assert.deepEqual(asked, ['/ledger?limit=2', '/ledger?limit=2&after=x%2F1', '/ledger?limit=2&after=2']);
  });

  it('page by page, by Link headers', async () => {
    answer = (url, response) => {
      const page = Number(url.searchParams.get('page') ?? 1);
      const link = page < 3 ? { link: `</ledger?page=1>; rel="first", <${base}/ledger?page=${page + 1}>; rel="next"` } : {};
      response.writeHead(200, link).end(JSON.stringify({ orders: [{ id: page }] }));
    };
    assert.deepEqual(await read({ next: { how: 'link' } }), ['1', '2', '3']);
  });

  const links: [header: string, next: string | undefined][] = [
    ['<https://a/b?c=1,2>; rel=next', 'https://a/b?c=1,2'],
    ['<x>; rel="prev", <y>; title="a"; rel="NEXT last"', 'y'],
    ['<x>; rel="nextish"', undefined],
    ['', undefined],
  ];
  for (const [header, next] of links) it(`Link: ${header || 'none'}`, () => assert.equal(nextLink(header), next));

  it('pages in a circle are an error', async () => {
    json({ orders: [{ id: 'a' }], next: '/ledger' });
    await assert.rejects(read({ next: { how: 'url', path: '$.next' } }), /go in a circle/);
  });

  it('a page on another host is not asked for', async () => {
    json({ orders: [], next: 'http://192.0.2.1/ledger' });
    await assert.rejects(read({ next: { how: 'url', path: '$.next' } }), /is on another host: http:\/\/192\.0\.2\.1$/);
  });

  it("the target's headers and written credentials go with every page", async () => {
    const seen: (string | undefined)[] = [];
    answer = (url, response, request) => {
      seen.push(`${request.headers['x-key']} ${request.headers.authorization}`);
      response.end(JSON.stringify({ orders: [], next: url.search === '' ? '?page=2' : null }));
    };
    const url = `${base.replace('//', '//me:pw@')}/ledger`;
    await readPages(
      { url, ids: '$.orders[*]', next: { how: 'url', path: '$.next' }, settleMs: 0 },
      { url: base, headers: { 'x-key': 'k' }, tls: null },
      bounds,
    );
    assert.deepEqual(seen, ['k Basic bWU6cHc=', 'k Basic bWU6cHc=']);
  });

  it('an answer without end is given up', async () => {
    answer = (_, response) => {
      const pour = (): void => {
        while (!response.destroyed && response.write('[1,2,3],'.repeat(10_000)));
      };
      response.on('drain', pour);
      pour();
    };
    await assert.rejects(readPages({ url: `${base}/ledger`, ids: '$', settleMs: 0 }, target, bounds), /longer than 1000000 bytes/);
  });

  it('pages without end are given up, by their bytes together', async () => {
    let page = 0;
    answer = (_, response) => response.end(JSON.stringify({ orders: [], filler: 'x'.repeat(100_000), next: `?page=${++page}` }));
    const reading = readPages(
      { url: `${base}/ledger`, ids: '$.orders[*]', next: { how: 'url', path: '$.next' }, settleMs: 0 },
      target,
      bounds,
    );
    await assert.rejects(reading, /longer than|lists more than/);
    assert.ok(page <= 11, `${page} pages`);
  });

  describe('that a command lists', () => {
    const node = (script: string): string[] => [process.execPath, '-e', script];
    const command = (line: readonly string[]) => readLedger({ command: line, settleMs: 0 }, { target, runId: 'run-7' });

    it('one id a line, whatever the last one ends with', async () => {
      assert.deepEqual(await command(node("process.stdout.write('a\\r\\n\\n b \\nc')")), ['a', 'b', 'c']);
    });

    it('is told the run', async () => assert.deepEqual(await command([...node('console.log(process.argv[1])'), 'x-${run}']), ['x-run-7']));

    const failing: [title: string, line: string[], expected: RegExp][] = [
      ['does not exist', ['no-such-program-here'], /^Error: no-such-program-here can't be started: ENOENT$/],
      ['fails', node("console.error('first');console.error('no such table');process.exit(3)"), /ended with code 3: no such table$/],
      ['is killed', node("process.kill(process.pid,'SIGKILL')"), /ended with SIGKILL/],
    ];
    for (const [title, line, expected] of failing) it(`and ${title}`, () => assert.rejects(command(line), expected));

    it('and does not end', async () => {
      const began = performance.now();
      await assert.rejects(readCommand(node('setInterval(() => {}, 1000)'), { ...bounds, timeoutMs: 300 }), /did not end within 300 ms/);
      assert.ok(performance.now() - began < 5_000);
    });

    it('and prints without end', async () => {
      await assert.rejects(
        readCommand(node("for(;;)require('fs').writeSync(1,'abcdefgh\\n'.repeat(1000))"), { ...bounds, mostBytes: 100_000 }),
        /printed more than/,
      );
    });

    it('ends when the run stops', async () => {
      const stop = new AbortController();
      const reading = readCommand(node('setInterval(() => {}, 1000)'), { ...bounds, signal: stop.signal });
      setTimeout(() => stop.abort(), 50);
      await assert.rejects(reading, /because the run was stopped/);
    });
  });

  describe('in PostgreSQL', function () {
    this.timeout(60_000);
    let postgres: Postgres | undefined;
    after(() => postgres?.stop());

    it("is a query: 100 000 orders of two runs, of which one run's are listed", async function () {
      postgres = await startPostgres(this);
      const made = await psql(postgres.address, [
        'create table orders (id text, run text)',
        "insert into orders select 'o-' || n, case when n % 2 = 0 then 'run-7' else 'other' end from generate_series(1, 100000) n",
        "insert into orders values ('o-2', 'run-7')",
      ]);
      assert.equal(made.code, 0, made.stderr);
      const [host = '', port = ''] = postgres.address.split(':');
      const line = [
        'psql',
        '-XAtq',
        '-h',
        host,
        '-p',
        port,
        '-U',
        'postgres',
        '-c',
        "select id from orders where run = '${run}' order by ctid",
      ];
      const ids = await readLedger({ command: line, settleMs: 0 }, { target, runId: 'run-7' });
      assert.deepEqual(ids, [...Array.from({ length: 50_000 }, (_, n) => `o-${2 * n + 2}`), 'o-2']);
      const wrong = [...line.slice(0, -1), 'select id from nowhere'];
      await assert.rejects(
        readLedger({ command: wrong, settleMs: 0 }, { target, runId: 'run-7' }),
        /^Error: psql ended with code 1: ERROR: {2}relation "nowhere" does not exist$/,
      );
    });
  });
});
