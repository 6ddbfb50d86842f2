/**
 * Every way a run can end before its time leaves no toxic, no proxy and no process behind. The Toxiproxy is somebody
 * else's (an external server), because that is where something could stay.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allAhead } from '../support/ahead.ts';
import { entry, openDesk, root, runCli, startCli, until, type Desk, type Ended, type Started } from '../support/cli.ts';
import { skipUnlessInstalled } from '../support/installed.ts';
import { freePort, startPlainTarget, type PlainTarget } from '../support/plain-target.ts';
import { descendantsOf, processesWith } from '../support/processes.ts';

interface Toxics {
  readonly [proxy: string]: { readonly enabled: boolean; readonly listen: string; readonly toxics: readonly { readonly name: string }[] };
}

describe('ways of dying', function () {
  this.timeout(120_000);
  let toxiproxy: ChildProcess;
  let toxiproxyUrl: string;

  /** Where one run is started and dies: its desk, its target, and a scenario whose fault is soon active and stays so. */
  interface Deathbed {
    readonly desk: Desk;
    readonly target: PlainTarget;
    readonly scenario: string;
    readonly listen: string;
  }
  const deathbeds: Deathbed[] = [];

  async function deathbed(): Promise<Deathbed> {
    const desk = openDesk({ TOXIPROXY_URL: toxiproxyUrl });
    const target = await startPlainTarget();
    const listen = `127.0.0.1:${await freePort()}`;
    const scenario = join(desk.dir, 'dying.yaml');
    writeFileSync(
      scenario,
      `version: 1
target: {url: "http://${listen}/"}
links: {shop: {listen: "${listen}", upstream: "${target.address}"}}
load:
  base: 20/s
  stages: [{name: hold, for: 60s, rate: 1x}]
faults:
  - {id: slow, link: shop, type: latency, latency: 100ms, at: 100ms, for: 50s}
`,
    );
    const one = { desk, target, scenario, listen };
    deathbeds.push(one);
    return one;
  }

  const proxies = async (): Promise<Toxics> => (await fetch(`${toxiproxyUrl}/proxies`)).json() as Promise<Toxics>;
  const markOf = ({ desk }: Deathbed): string => `STAMPEDE_STATE_DIR=${desk.env['STAMPEDE_STATE_DIR']}`;
  const injected = ({ listen }: Deathbed): Promise<boolean> =>
    until(
      'the fault',
      async () =>
        Object.values(await proxies()).some(
          (proxy) => proxy.listen === listen && proxy.toxics.some((toxic) => toxic.name.includes('slow')),
        ),
      30_000,
    );

  async function nothingLeft(one: Deathbed): Promise<void> {
    const left = await proxies();
    assert.deepEqual(Object.keys(left), ['users-own'], 'only the proxy that was there before is there after');
    assert.deepEqual(left['users-own']?.toxics, []);
    await until('the end of every process', () => processesWith(markOf(one)).length === 0, 5_000).catch(() =>
      assert.deepEqual(processesWith(markOf(one)), []),
    );
    const books = join(one.desk.env['STAMPEDE_STATE_DIR'] as string, 'runs');
    assert.deepEqual(readdirSync(books), [], 'no run is left in the books');
  }

  const report = ({ desk }: Deathbed): { run: { interrupted: boolean }; verdict: string; exitCode: number } => {
    const [run] = readdirSync(join(desk.dir, 'reports'));
    return JSON.parse(readFileSync(join(desk.dir, 'reports', run as string, 'report.json'), 'utf8')) as never;
  };

  before(async () => {
    // Its own environment, so that it is not among the processes a run could leave behind.
    toxiproxy = spawn(process.execPath, [join(root, 'src/proxy/main.ts'), '--host', '127.0.0.1', '--port', '0'], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    toxiproxyUrl = await new Promise((resolve, reject) => {
      toxiproxy.once('message', (message) => resolve((message as { url: string }).url));
      toxiproxy.once('exit', () => reject(new Error('the proxy server did not start')));
    });
    await fetch(`${toxiproxyUrl}/proxies`, {
      method: 'POST',
      body: JSON.stringify({ name: 'users-own', listen: '127.0.0.1:0', upstream: '127.0.0.1:9' }),
    });
  });
  after(async () => {
    for (const bed of deathbeds) {
      await bed.target.close();
      for (const { pid } of processesWith(markOf(bed))) process.kill(pid, 'SIGKILL');
      bed.desk.remove();
    }
    toxiproxy.kill();
  });

  it('a stop takes the faults out first: the load goes on until that is done', async () => {
    const bed = await deathbed();
    const { desk, scenario, target } = bed;
    // Straight to the target, so that a Toxiproxy that stands still keeps the removal waiting, and not the load.
    writeFileSync(scenario, readFileSync(scenario, 'utf8').replace(/url: "[^"]*"/, `url: "${target.url}/"`));
    const { child, ended } = startCli(['spike', scenario], desk);
    await injected(bed);
    toxiproxy.kill('SIGSTOP');
    try {
      child.kill('SIGTERM');
      await new Promise((resolve) => setTimeout(resolve, 300));
      const before = target.arrivals();
      await new Promise((resolve) => setTimeout(resolve, 1_200));
      assert.ok(target.arrivals() - before > 8, `${target.arrivals() - before} of 24 requests`);
    } finally {
      toxiproxy.kill('SIGCONT');
    }
    assert.equal((await ended).code, 143);
    const atEnd = target.arrivals();
    await nothingLeft(bed);
    assert.equal(target.arrivals(), atEnd);
  });

  it('a second Ctrl-C leaves at once, saying what may remain, and recover undoes it', async () => {
    const bed = await deathbed();
    const { desk, scenario } = bed;
    // A server that stands still keeps the undo waiting.
    const { child, ended } = startCli(['spike', scenario], desk);
    await injected(bed);
    toxiproxy.kill('SIGSTOP');
    try {
      child.kill('SIGINT');
      await new Promise((resolve) => setTimeout(resolve, 700));
      const asked = performance.now();
      child.kill('SIGINT');
      const { code, stderr } = await ended;
      assert.equal(code, 130);
      assert.ok(performance.now() - asked < 2_000);
      assert.match(stderr, /may remain.*chaos recover/);
    } finally {
      toxiproxy.kill('SIGCONT');
    }
    assert.equal((await runCli(['recover'], desk)).code, 0);
    await nothingLeft(bed);
  });

  it('chaos abort from another folder: under two seconds, exit 5, and a second time does no harm', async () => {
    const bed = await deathbed();
    const { desk, scenario } = bed;
    const { ended } = startCli(['spike', scenario], desk);
    await injected(bed);
    const elsewhere = join(desk.dir, 'elsewhere');
    mkdirSync(elsewhere);
    const asked = performance.now();
    const aborting = await runCli(['abort', '--json'], desk, { cwd: elsewhere });
    const tookMs = performance.now() - asked;
    assert.equal(aborting.code, 0, aborting.stderr);
    const { code } = await ended;
    assert.equal(code, 5);
    assert.equal(report(bed).verdict, 'aborted');
    await nothingLeft(bed);
    assert.ok(tookMs < 4_000, `${tookMs} ms, the start of Node on a busy machine included`);
    assert.equal((await runCli(['abort'], desk)).code, 0);
  });

  it('kill -9: undone within five seconds, by nobody that was asked', async () => {
    const bed = await deathbed();
    const { child, ended } = startCli(['spike', bed.scenario], bed.desk);
    await injected(bed);
    child.kill('SIGKILL');
    const killed = performance.now();
    await ended;
    await until('nothing is left', async () => Object.keys(await proxies()).length === 1, 5_000);
    assert.ok(performance.now() - killed < 5_000);
    await nothingLeft(bed);
  });

  it('as a CI system ends a job: a signal to the entry process alone, and then the whole tree is killed', async () => {
    const bed = await deathbed();
    // A shell that stays passes nothing on.
    const { child, ended } = startCli(['spike', bed.scenario], bed.desk, {
      command: ['/bin/sh', '-c', '"$@"; true', 'job', process.execPath, entry],
    });
    await injected(bed);
    const tree = descendantsOf(child.pid as number);
    assert.ok(tree.length > 1);
    child.kill('SIGINT');
    await new Promise((resolve) => setTimeout(resolve, 300));
    for (const pid of tree) process.kill(pid, 'SIGKILL');
    await ended;
    await until('nothing is left', async () => Object.keys(await proxies()).length === 1, 5_000);
    await nothingLeft(bed);
  });

  it('kill -9 of all there is: the next start says so, and recover cleans up', async () => {
    const bed = await deathbed();
    const { desk, scenario } = bed;
    const { child, ended } = startCli(['spike', scenario], desk);
    await injected(bed);
    for (const { pid } of processesWith(markOf(bed)).filter(({ command }) => command.includes('watchdog'))) process.kill(pid, 'SIGKILL');
    child.kill('SIGKILL');
    await ended;
    assert.ok(Object.keys(await proxies()).length > 1, 'there is something to recover');
    const next = await runCli(['spike', 'http://127.0.0.1:1/'], desk);
    assert.match(next.stderr, /chaos recover/);
    const recovered = await runCli(['recover', '--json'], desk);
    assert.equal(recovered.code, 0, recovered.stderr);
    await nothingLeft(bed);
    assert.equal((await runCli(['recover'], desk)).code, 0);
  });

  it('chaos abort when the runner is dead cleans up too', async () => {
    const bed = await deathbed();
    const { desk, scenario } = bed;
    const { child, ended } = startCli(['spike', scenario], desk);
    await injected(bed);
    child.kill('SIGKILL');
    await ended;
    const aborted = await runCli(['abort'], desk);
    assert.equal(aborted.code, 0, aborted.stderr);
    await nothingLeft(bed);
  });

  it('a real Ctrl-C in a real terminal, through npm', async function () {
    skipUnlessInstalled(this, 'tmux');
    const bed = await deathbed();
    const { desk, scenario } = bed;
    const session = `chaos-${process.pid}`;
    const socket = join(desk.dir, 'tmux.sock');
    const command = `cd '${root}' && npm run -s chaos -- spike '${scenario}' --out '${join(desk.dir, 'reports')}'; echo "exit code $?"; sleep 30`;
    execFileSync('tmux', ['-S', socket, '-f', '/dev/null', 'new-session', '-d', '-s', session, '-x', '100', '-y', '30', command], {
      env: desk.env,
    });
    const screen = (): string => execFileSync('tmux', ['-S', socket, 'capture-pane', '-p', '-t', session], { encoding: 'utf8' });
    try {
      await injected(bed);
      await until('the panel', () => /offered|served/i.test(screen()));
      execFileSync('tmux', ['-S', socket, 'send-keys', '-t', session, 'C-c']);
      await until('the end', () => /exit code \d+/.test(screen()));
      assert.match(screen(), /exit code 130/);
    } finally {
      execFileSync('tmux', ['-S', socket, 'kill-server']);
    }
    await nothingLeft(bed);
    assert.equal(report(bed).run.interrupted, true);
  });

  describe('several at a time', () => {
    /** What is started, how it is made to end once its fault is active, and what its report says; its exit code too, where it is no other program's. */
    interface Way {
      readonly title: string;
      readonly start: (bed: Deathbed) => Started;
      /** null: it ends by itself. */
      readonly kill: ((child: ChildProcess) => unknown) | null;
      readonly code?: number;
      readonly verdict: 'inconclusive' | 'aborted';
    }
    const toTool = (signal: NodeJS.Signals, code: number): Way => ({
      title: `${signal} to the tool: undone, a partial report, exit ${code}`,
      start: ({ scenario, desk }) => startCli(['spike', scenario], desk),
      kill: (child) => child.kill(signal),
      code,
      verdict: 'inconclusive',
    });
    const throughNpm = ({ scenario, desk }: Deathbed, detached: boolean): Started =>
      startCli(['run', '-s', 'chaos', '--', 'spike', scenario, '--out', join(desk.dir, 'reports')], desk, {
        command: ['npm'],
        cwd: root,
        detached,
      });
    const ways: Way[] = [
      toTool('SIGINT', 130),
      toTool('SIGTERM', 143),
      toTool('SIGHUP', 143),
      {
        title: 'SIGTERM to npm alone',
        start: (bed) => throughNpm(bed, false),
        kill: (child) => child.kill('SIGTERM'),
        verdict: 'inconclusive',
      },
      {
        title: 'SIGTERM to the whole process group of npm',
        start: (bed) => throughNpm(bed, true),
        kill: (child) => process.kill(-(child.pid as number), 'SIGTERM'),
        verdict: 'inconclusive',
      },
      {
        title: 'an abort rule undoes, stops and exits 5',
        start: ({ scenario, desk }) => startCli(['spike', scenario, '--abort', 'p50 > 50ms for 1s'], desk),
        kill: null,
        code: 5,
        verdict: 'aborted',
      },
    ];

    async function die({ start, kill }: Way): Promise<Ended & { bed: Deathbed }> {
      const bed = await deathbed();
      const { child, ended } = start(bed);
      if (kill !== null) {
        await injected(bed);
        kill(child);
      }
      return { bed, ...(await ended) };
    }
    let deaths: ReturnType<typeof die>[];
    // They share the server, which is empty only when the last of them has ended.
    before(() => {
      const asked = allAhead(
        3,
        ways.map((way) => () => die(way)),
      );
      deaths = asked.map((ask) => ask());
      return Promise.allSettled(deaths);
    });

    for (const [index, { title, code, verdict }] of ways.entries())
      it(title, async () => {
        const { bed, ...death } = await deaths[index]!;
        if (code !== undefined) assert.equal(death.code, code, death.stderr);
        await nothingLeft(bed);
        assert.equal(report(bed).run.interrupted, verdict === 'inconclusive');
        assert.equal(report(bed).verdict, verdict);
        if (code !== undefined) assert.equal(report(bed).exitCode, code);
      });
  });
});
