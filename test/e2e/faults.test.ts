/** Faults by hand, from one terminal and another, on somebody else's Toxiproxy server. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FoundToxiproxy } from '../../src/run/inject/find-toxiproxy.ts';
import { ToxiproxyServer } from '../../src/run/inject/toxiproxy.ts';
import { openDesk, runCli, startCli, until, type Desk } from '../support/cli.ts';
import { freePort, startPlainTarget, type PlainTarget } from '../support/plain-target.ts';
import { processesWith } from '../support/processes.ts';
import { startToxiproxy } from '../support/toxiproxies.ts';

interface Listed {
  readonly faults: readonly { what: string; link: string | null; whose: string; until: string | null }[];
}

describe('faults by hand', function () {
  this.timeout(60_000);
  let desk: Desk;
  let found: FoundToxiproxy;
  let server: ToxiproxyServer;
  let target: PlainTarget;

  before(async function () {
    found = await startToxiproxy(this, 'embedded');
    server = new ToxiproxyServer(found.url);
    target = await startPlainTarget();
  });
  after(async () => {
    await found?.stop();
    await target.close();
  });
  beforeEach(async () => {
    desk = openDesk({ TOXIPROXY_URL: found.url });
    await server.createProxy({ name: 'payments', listen: '127.0.0.1:0', upstream: target.address });
    await server.createProxy({ name: 'others', listen: '127.0.0.1:0', upstream: target.address });
    await server.addToxic('others', {
      name: 'human',
      type: 'latency',
      stream: 'upstream',
      toxicity: 1,
      attributes: { latency: 1, jitter: 0 },
    });
  });
  afterEach(async () => {
    for (const { pid } of processesWith(`STAMPEDE_STATE_DIR=${desk.env['STAMPEDE_STATE_DIR']}`)) process.kill(pid, 'SIGKILL');
    desk.remove();
    for (const { name } of await server.everything()) await server.deleteProxy(name);
  });

  const toxics = async (): Promise<string[]> => (await server.proxies()).flatMap((proxy) => proxy.toxics.map(({ name }) => name));
  const list = async (): Promise<Listed> => JSON.parse((await runCli(['faults', '--json'], desk)).stdout) as Listed;
  async function nothingLeft(): Promise<void> {
    assert.deepEqual(await toxics(), ['human']);
    assert.ok((await server.everything()).every(({ name, enabled }) => ['payments', 'others'].includes(name) && enabled));
    const books = join(desk.env['STAMPEDE_STATE_DIR'] as string, 'runs');
    assert.deepEqual(existsSync(books) ? readdirSync(books) : [], []);
  }

  it('are in for as long as was said, and gone after that', async () => {
    const { code, stdout } = await runCli(['faults', 'inject', 'payments latency 2s for 1s'], desk);
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^latency 2 s on payments \(127\.0\.0\.1:\d+, proxy payments at http.*\) until \d{4}-.*Z; Ctrl-C undoes it at once\nundone: latency 2 s on payments is out \(its time was over\)\n$/,
    );
    await nothingLeft();
  });

  it('are listed with others, kept from a second hand, and cleared from another terminal, which never takes what others put in', async () => {
    const { ended } = startCli(['faults', 'inject', 'payments down for 50s'], desk);
    await until('the link is down', async () => (await server.proxies()).some(({ enabled }) => !enabled));
    const { faults } = await list();
    assert.deepEqual(
      faults.map(({ what, link, whose, until: end }) => [what, link, whose.replace(/^\d.*-by-hand-.*/, 'a hand'), end === null]),
      [
        ['down: connections refused', 'payments', 'a hand', false],
        ['latency upstream (toxic human)', 'others', 'unknown (not made by chaos)', true],
      ],
    );
    const second = await runCli(['faults', 'inject', 'payments latency 1s for 5s'], desk);
    assert.equal(second.code, 4);
    assert.match(second.stderr, /LINK_LOCKED: link payments is locked .* by run .*-by-hand-/);
    assert.match((await runCli(['faults', 'clear', 'orders'], desk)).stdout, /no such fault/);
    const cleared = await runCli(['faults', 'clear', 'payments'], desk);
    assert.match(cleared.stdout, /clearing payments-down/);
    assert.equal((await ended).code, 0);
    await nothingLeft();
    assert.match((await runCli(['faults', 'clear'], desk)).stdout, /no run is active/);
  });

  it('are undone on Ctrl-C, and when the hand is killed', async () => {
    for (const signal of ['SIGINT', 'SIGKILL'] as const) {
      const { child, ended } = startCli(['faults', 'inject', 'payments latency 2s for 50s'], desk);
      await until('it is in', async () => (await toxics()).length === 2);
      child.kill(signal);
      await ended;
      await until('it is out', async () => (await server.everything()).length === 2, 5_000);
      await until('the books are empty', () => readdirSync(join(desk.env['STAMPEDE_STATE_DIR'] as string, 'runs')).length === 0, 5_000);
      await nothingLeft();
    }
  });

  it('make a link of their own with --link, on a server of their own', async () => {
    const port = await freePort();
    const words = ['faults', 'inject', 'shop latency 300ms for 30s', '--link', `shop=127.0.0.1:${port},${target.address}`];
    const { child, ended } = startCli(words, { ...desk, env: { ...desk.env, TOXIPROXY_URL: '', STAMPEDE_TOXIPROXY: 'embedded' } });
    const slow = await until('the link answers late', async () => {
      const from = performance.now();
      const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
      return answer?.ok && performance.now() - from > 250;
    });
    assert.ok(slow);
    child.kill('SIGTERM');
    assert.equal((await ended).code, 0);
    await assert.rejects(fetch(`http://127.0.0.1:${port}/`));
    await nothingLeft();
  });

  it('say what is wrong with them before anything is done', async () => {
    const { code, stderr } = await runCli(['faults', 'inject', 'nowhere latency 2s for 5s'], desk);
    assert.equal(code, 2, stderr);
    assert.match(stderr, /there is no proxy nowhere at http.*\n.*its proxies: /);
    await nothingLeft();
  });
});
