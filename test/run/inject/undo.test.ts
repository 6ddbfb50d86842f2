import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Deed, JournalEntry } from '../../../src/run/inject/journal.ts';
import { undoEntries } from '../../../src/run/inject/undo.ts';
import { processStart } from '../../../src/run/state-process.ts';
import { eventually, lives } from '../../support/toxiproxies.ts';

const entries = (...deeds: Deed[]): JournalEntry[] => deeds.map((deed, i) => ({ seq: i + 1, at: '', deed }));
const toxic = (toxiproxy: string, name: string): Deed => ({
  kind: 'toxic-added',
  toxiproxy,
  link: 'l',
  fault: 'f',
  proxy: 'p',
  toxic: name,
});
const proxy = (toxiproxy: string): Deed => ({ kind: 'proxy-created', toxiproxy, link: 'l', proxy: 'p', listen: 'x:1', upstream: 'x:2' });
const disabled = (toxiproxy: string, priorEnabled: boolean): Deed => ({
  kind: 'proxy-disabled',
  toxiproxy,
  link: 'l',
  fault: 'f',
  proxy: 'p',
  priorEnabled,
});

describe('undoing', () => {
  const closers: (() => void)[] = [];
  afterEach(() => {
    for (const close of closers.splice(0)) close();
  });

  /** Answers each call with the status that `answer` gives, or never. */
  async function serve(answer: (call: string, count: number) => number | 'never' = () => 204): Promise<{ url: string; calls: string[] }> {
    const calls: string[] = [];
    const http = createServer((request, response) => {
      const call = `${request.method} ${request.url}`;
      calls.push(call);
      const status = answer(call, calls.length);
      request.resume();
      if (status !== 'never')
        response.writeHead(status).end(status === 200 ? '{"name":"p"}' : status > 299 ? '{"error":"because"}' : undefined);
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    closers.push(() => {
      http.closeAllConnections();
      http.close();
    });
    return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`, calls };
  }

  it('goes backwards, by name, and tells of each as it is done', async () => {
    const { url, calls } = await serve((call) => (call.startsWith('POST') ? 200 : 204));
    const told: number[] = [];
    const items = await undoEntries(entries(proxy(url), toxic(url, 'a'), disabled(url, true), toxic(url, 'b')), {
      budgetMs: 5_000,
      onUndone: ({ entry }) => void told.push(entry.seq),
    });
    assert.deepEqual(calls, ['DELETE /proxies/p/toxics/b', 'PATCH /proxies/p', 'DELETE /proxies/p/toxics/a', 'DELETE /proxies/p']);
    assert.deepEqual(told, [4, 3, 2, 1]);
    assert.deepEqual(
      items.map(({ ok, detail }) => [ok, detail]),
      [
        [true, 'removed'],
        [true, 'enabled again'],
        [true, 'removed'],
        [true, 'deleted'],
      ],
    );
  });

  it('does not enable what was disabled before', async () => {
    const { url, calls } = await serve();
    const [item] = await undoEntries(entries(disabled(url, false)), { budgetMs: 5_000 });
    assert.equal(item?.ok, true);
    assert.deepEqual(calls, []);
  });

  it('goes on after a failure, names it, and tries it again', async () => {
    const { url, calls } = await serve((call, count) => (call.endsWith('/stuck') ? 500 : call.endsWith('/late') && count < 4 ? 503 : 204));
    const items = await undoEntries(entries(toxic(url, 'a'), toxic(url, 'stuck'), toxic(url, 'late')), { budgetMs: 5_000 });
    assert.deepEqual(
      items.map(({ ok }) => ok),
      [true, false, true],
    );
    assert.match(items[1]!.detail, /because/);
    assert.equal(calls.filter((call) => call.endsWith('/stuck')).length, 3);
    assert.equal(calls.filter((call) => call.endsWith('/a')).length, 1);
  });

  it('ends within its budget, and a server that hangs takes none of the time of another', async () => {
    const [hung, well] = [await serve(() => 'never'), await serve()];
    const began = performance.now();
    const items = await undoEntries(entries(toxic(well.url, 'a'), toxic(hung.url, 'a'), toxic(hung.url, 'b')), { budgetMs: 600 });
    assert.ok(performance.now() - began < 2_000);
    assert.deepEqual(
      items.map(({ ok }) => ok),
      [false, false, true],
    );
    for (const item of items.slice(0, 2)) assert.match(item.detail, /no time was left/);
  });

  it('ends a server of our own, and nobody who has its pid by now', async () => {
    const child = spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => {}); console.log(1); setInterval(() => {}, 1000)'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    closers.push(() => child.kill('SIGKILL'));
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const pid = child.pid!;
    const owned = (pidStart: string | null): Deed => ({
      kind: 'server-owned',
      toxiproxy: 'http://127.0.0.1:1',
      server: 'binary',
      pid,
      pidStart,
    });
    const [other] = await undoEntries(entries(owned('1')), { budgetMs: 3_000 });
    assert.deepEqual([other?.ok, other?.detail], [true, 'already gone']);
    const [unsure] = await undoEntries(entries(owned(null)), { budgetMs: 300 });
    assert.equal(unsure?.ok, false);
    assert.ok(lives(pid));
    const [ours] = await undoEntries(entries(owned(processStart(pid))), { budgetMs: 4_000 });
    assert.deepEqual([ours?.ok, ours?.detail], [true, 'ended']);
    await eventually('it is gone', () => child.signalCode === 'SIGKILL');
  });

  it('a server of our own ends first, and nothing on it is asked for then', async () => {
    const { url, calls } = await serve();
    const ended: Deed = { kind: 'server-owned', toxiproxy: url, server: 'embedded', pid: process.pid, pidStart: 'long ago' };
    const items = await undoEntries(entries(ended, proxy(url), toxic(url, 'a')), { budgetMs: 2_000 });
    assert.deepEqual(
      items.map(({ entry, ok, detail }) => [entry.seq, ok, detail]),
      [
        [3, true, 'gone with its server'],
        [2, true, 'gone with its server'],
        [1, true, 'already gone'],
      ],
    );
    assert.deepEqual(calls, []);
  });

  it('keeps credentials of a URL out of what it says', async () => {
    const { url } = await serve(() => 500);
    const items = await undoEntries(entries(toxic(url.replace('//', '//me:secret@'), 'a'), proxy(url.replace('//', '//me:secret@'))), {
      budgetMs: 2_000,
    });
    assert.ok(items.every(({ ok }) => !ok));
    assert.ok(!JSON.stringify(items.map(({ what, detail }) => [what, detail])).includes('secret'));
  });
});
