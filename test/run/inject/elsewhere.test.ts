/** Faults that act on no link: processes, commands and people, each injected, shown and undone. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChaosError } from '../../../src/errors.ts';
import { readFault } from '../../../src/faults/read-fault.ts';
import type { PlannedFault, PlannedProcess } from '../../../src/plan/plan.ts';
import { systemClock as clock } from '../../../src/run/clock.ts';
import type { FaultInjector } from '../../../src/run/inject/contract.ts';
import { createInjector } from '../../../src/run/inject/injector.ts';
import { Journal, readJournal } from '../../../src/run/inject/journal.ts';
import { Processes } from '../../../src/run/inject/processes.ts';
import { undoEntries } from '../../../src/run/inject/undo.ts';
import { createPeople, type People } from '../../../src/run/people.ts';
import { isSameProcess } from '../../../src/run/state-process.ts';
import { collectEvents, freePort, type Emitted } from '../../support/injecting.ts';
import { eventually } from '../../support/toxiproxies.ts';

const never = new AbortController().signal;
const node = process.execPath;

describe('faults elsewhere', () => {
  let folder: string;
  let journal: Journal;
  let seen: Emitted;
  let people: People;
  let processes: Processes;
  let injector: FaultInjector;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'stampede-elsewhere-'));
    journal = await Journal.open(join(folder, 'j.ndjson'), clock);
    seen = collectEvents();
    people = createPeople(seen.emit);
  });
  afterEach(async () => {
    await processes?.stop();
    await injector?.undoAll();
    await journal.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function fault(id: string, type: string, attributes: Record<string, unknown>): PlannedFault {
    const { spec, problems } = readFault(type, attributes);
    if (spec === undefined) throw new Error(problems[0]?.message);
    return { id, link: null, spec, atMs: 0, forMs: 5_000, at: '0', stages: [] };
  }

  /** An injector of a run with these programs, which are then started. */
  async function run(...planned: PlannedProcess[]): Promise<void> {
    processes = new Processes(planned, { runDir: folder, journal, emit: seen.emit, env: process.env });
    injector = createInjector({ runId: 'r1', toxiproxy: null, clock, emit: seen.emit, journal, toRunMs: (ms) => ms, processes, people });
    await processes.start(never);
  }

  async function shop(more: Partial<PlannedProcess> = {}): Promise<{ planned: PlannedProcess; url: string }> {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}/`;
    const text = `require('http').createServer((_, answer) => answer.end(process.env.GREETING)).listen(${port}, '127.0.0.1', () => console.log('open for business'))`;
    const planned = {
      name: 'shop',
      command: [node, '-e', text],
      cwd: folder,
      env: { GREETING: 'hello' },
      ready: { url },
      timeoutMs: 20_000,
      ...more,
    };
    return { planned, url };
  }

  async function answers(url: string, ms = 1_000): Promise<boolean> {
    try {
      return (await (await fetch(url, { signal: AbortSignal.timeout(ms), headers: { connection: 'close' } })).text()) === 'hello';
    } catch {
      return false;
    }
  }

  describe('on a process', () => {
    it('start it, wait until it is ready in each of the ways, and end it with what it wrote kept', async () => {
      const { planned, url } = await shop();
      await run(planned);
      assert.equal(await answers(url), true);
      const pid = processes.running('shop')!.pid;
      assert.deepEqual(
        journal.entries.map(({ deed }) => deed.kind),
        ['process-owned'],
      );
      await processes.stop();
      assert.equal(isSameProcess(pid, null), false);
      assert.ok(journal.isClean());
      assert.match(readFileSync(join(folder, 'process-shop.log'), 'utf8'), /open for business/);
      for (const ready of [{ tcp: new URL(url).host }, { log: 'open for business' }]) {
        await run({ ...planned, ready });
        assert.equal(await answers(url), true, JSON.stringify(ready));
        await processes.stop();
      }
    });

    it('say why one did not become ready', async () => {
      const { planned } = await shop();
      const failing = (text: string, more: Partial<PlannedProcess> = {}): Promise<void> =>
        run({ ...planned, command: [node, '-e', text], ...more });
      const is = (message: RegExp) => (error: unknown) =>
        error instanceof ChaosError && error.code === 'PROCESS_FAILED' && message.test(error.message);
      await assert.rejects(failing('console.log("no config"); process.exit(2)'), is(/ended before it was ready: no config/));
      await assert.rejects(failing('setInterval(() => {}, 1000)', { timeoutMs: 100 }), is(/was not ready within 0.1 s/));
      await processes.stop();
      await assert.rejects(run({ ...planned, command: ['/no/such/program'] }), is(/can't be started.*ENOENT/));
    });

    it('pause it: it stands still, and goes on', async () => {
      const { planned, url } = await shop();
      await run(planned);
      await injector.inject(fault('frozen', 'pause', { process: 'shop' }));
      await eventually('it was seen', () => seen.of('fault-evidence').length === 1);
      assert.match(seen.of('fault-evidence')[0]!.detail, /process shop \(\d+\) stood still/);
      assert.equal(await answers(url, 300), false);
      await injector.remove('frozen', 'planned');
      assert.equal(await answers(url, 5_000), true);
    });

    it('kill it: it is gone, and is started again at the end', async () => {
      const { planned, url } = await shop();
      await run(planned);
      const { pid } = processes.running('shop')!;
      await injector.inject(fault('lost', 'kill', { process: 'shop' }));
      await eventually('it was seen', () => seen.of('fault-evidence').length === 1);
      assert.deepEqual(seen.of('fault-evidence')[0], { type: 'fault-evidence', fault: 'lost', ok: true, detail: 'process shop was gone' });
      assert.equal(await answers(url), false);
      await injector.remove('lost', 'planned');
      await eventually('it answers again', () => answers(url));
      assert.notEqual(processes.running('shop')!.pid, pid);
      assert.equal(seen.of('trouble').length, 0);
    });

    it('restart it: another one answers while the fault is still in', async () => {
      const { planned, url } = await shop();
      await run(planned);
      const { pid } = processes.running('shop')!;
      await injector.inject(fault('deploy', 'restart', { process: 'shop' }));
      assert.notEqual(processes.running('shop')!.pid, pid);
      await eventually('it answers again', () => answers(url));
      const again = processes.running('shop')!.pid;
      await injector.remove('deploy', 'planned');
      assert.equal(processes.running('shop')!.pid, again);
      const { ok, detail } = seen.of('fault-evidence')[0]!;
      assert.deepEqual([ok, detail], [true, `process shop was gone, pid ${pid}; runs as pid ${again}`]);
    });

    it('restart one that does not come back: it is no restart, and is named', async () => {
      const { planned } = await shop({ ready: { log: 'first' } });
      const once = `const fs = require('fs'); if (fs.existsSync('ran')) process.exit(7); fs.writeFileSync('ran', ''); console.log('first'); setInterval(() => {}, 1000)`;
      await run({ ...planned, command: [node, '-e', once] });
      await injector.inject(fault('deploy', 'restart', { process: 'shop' }));
      await eventually('it was seen', () => seen.of('fault-evidence').length === 1);
      assert.equal(seen.of('fault-evidence')[0]!.ok, false);
      assert.match(seen.of('fault-evidence')[0]!.detail, /was gone, pid \d+; it did not stay up/);
      await eventually('it is named', () => seen.of('trouble').some(({ what }) => what === 'starting process shop again'));
    });

    it('tell of one that ends by itself, and skip what would act on it', async () => {
      const { planned } = await shop({ ready: { log: 'bye' } });
      await run({ ...planned, command: [node, '-e', 'console.log("bye"); setTimeout(() => process.exit(5), 300)'] });
      await eventually('it is told', () => seen.of('trouble').length === 1);
      assert.equal(seen.of('trouble')[0]?.detail, 'it ended by itself with code 5');
      await assert.rejects(injector.inject(fault('lost', 'kill', { process: 'shop' })), /process shop does not run/);
      assert.deepEqual(injector.active(), []);
      assert.ok(journal.isClean());
    });

    it('leave nothing standing still or started again when the run ends', async () => {
      const { planned } = await shop();
      await run(planned, { ...planned, name: 'other', command: [node, '-e', 'setInterval(() => {}, 1000)'], ready: null });
      await injector.inject(fault('frozen', 'pause', { process: 'other' }));
      await injector.inject(fault('lost', 'kill', { process: 'shop' }));
      const { pid } = processes.running('other')!;
      assert.deepEqual(await injector.undoAll(), { complete: true, left: [] });
      assert.equal(processes.running('shop'), null);
      assert.ok(seen.of('undo').every(({ ok }) => ok));
      await processes.stop();
      assert.equal(isSameProcess(pid, null), false);
      assert.ok(journal.isClean());
    });

    it('are undone from the journal alone', async () => {
      const { planned, url } = await shop();
      await run(planned);
      await injector.inject(fault('frozen', 'pause', { process: 'shop' }));
      const { pid } = processes.running('shop')!;
      const [owned, paused] = readJournal(journal.file);
      const goOn = await undoEntries([paused!], { budgetMs: 2_000 });
      assert.deepEqual([goOn[0]?.ok, goOn[0]?.detail], [true, 'goes on']);
      assert.equal(await answers(url, 5_000), true);
      const end = await undoEntries([owned!], { budgetMs: 4_000 });
      assert.deepEqual([end[0]?.ok, end[0]?.detail], [true, 'ended']);
      assert.equal(isSameProcess(pid, null), false);
    });
  });

  describe('by a command', () => {
    const write = (file: string): string[] => [node, '-e', `require('fs').appendFileSync(process.argv[1], 'x')`, file];
    const exists = (file: string): string[] => [node, '-e', `process.exit(require('fs').existsSync(process.argv[1]) ? 0 : 1)`, file];
    const remove = (file: string): string[] => [node, '-e', `require('fs').rmSync(process.argv[1], {force: true})`, file];

    it('do it, see it with their own check, and undo it', async () => {
      await run();
      const file = join(folder, 'done');
      await injector.inject(fault('c', 'command', { inject: write(file), undo: remove(file), verify: exists(file) }));
      assert.equal(existsSync(file), true);
      await eventually('it was seen', () => seen.of('fault-evidence').length === 1);
      assert.match(seen.of('fault-evidence')[0]!.detail, /its own check saw it: .* ended with 0/);
      assert.deepEqual(
        seen.of('command-ended').map(({ part, code }) => [part, code]),
        [
          ['inject', 0],
          ['verify', 0],
        ],
      );
      await injector.remove('c', 'planned');
      assert.equal(existsSync(file), false);
      assert.ok(journal.isClean());
    });

    it('are in the journal before they run, and are undone from it by another process', async () => {
      await run();
      const file = join(folder, 'done');
      await injector.inject(fault('c', 'command', { inject: write(file), undo: remove(file) }));
      const entries = readJournal(journal.file);
      assert.partialDeepStrictEqual(entries[0]?.deed, { kind: 'command-run', undo: remove(file), cwd: process.cwd() });
      const [item] = await undoEntries(entries, { budgetMs: 10_000 });
      assert.deepEqual([item?.ok, item?.detail], [true, 'its undo was run']);
      assert.equal(existsSync(file), false);
    });

    it('are undone when they fail half-way, and the fault is not in', async () => {
      await run();
      const file = join(folder, 'done');
      const halfway = [node, '-e', `require('fs').writeFileSync(process.argv[1], ''); console.error('quota'); process.exit(4)`, file];
      await assert.rejects(
        injector.inject(fault('c', 'command', { inject: halfway, undo: remove(file) })),
        (error: unknown) =>
          error instanceof ChaosError && error.code === 'COMMAND_FAILED' && /ended with code 4: quota/.test(error.message),
      );
      assert.equal(existsSync(file), false);
      assert.deepEqual(injector.active(), []);
      assert.ok(journal.isClean());
    });

    it('whose check never sees it did not bite', async () => {
      await run();
      await injector.inject(fault('c', 'command', { inject: [node, '-e', ''], verify: exists(join(folder, 'nothing')), timeout: '1s' }));
      await eventually('it was looked for', () => seen.of('fault-evidence').length === 1);
      assert.equal(seen.of('fault-evidence')[0]?.ok, false);
      await injector.remove('c', 'planned');
    });

    it('are cut short by a stop, and undone once they have ended', async () => {
      await run();
      const file = join(folder, 'log');
      const note = `const note = (text) => require('fs').appendFileSync(process.argv[1], text + ' ');`;
      const slow = `${note} note('inject'); process.on('SIGTERM', () => setTimeout(() => { note('ended'); process.exit(); }, 200)); setInterval(() => {}, 1000)`;
      const injecting = injector
        .inject(fault('c', 'command', { inject: [node, '-e', slow, file], undo: [node, '-e', `${note} note('undo')`, file] }))
        .catch((error: unknown) => error);
      await eventually('it runs', () => existsSync(file));
      await injector.removeFaults();
      assert.match(String(await injecting), /was ended, because the run is stopping/);
      assert.equal(readFileSync(file, 'utf8'), 'inject ended undo ');
    });

    it('that need longer than others to be undone get their time from a recovery', async () => {
      const undo = [node, '-e', 'setTimeout(() => {}, 300)'];
      const deed = { kind: 'command-run' as const, fault: 'c', inject: ['x'], undo, cwd: folder, timeoutMs: 8_000 };
      const entries = [{ seq: 1, at: '', deed }];
      const began = performance.now();
      const [short] = await undoEntries(entries, { budgetMs: 200 });
      assert.deepEqual([short?.ok, short?.detail], [false, 'no time was left for it']);
      const [long] = await undoEntries(entries, { budgetMs: 200, patient: true });
      assert.deepEqual([long?.ok, long?.detail], [true, 'its undo was run']);
      assert.ok(performance.now() - began >= 1_000, 'what the run had begun had time to end first');
    });

    it('whose undo fails are named as left, and stay in the journal', async () => {
      await run();
      await injector.inject(
        fault('c', 'command', { inject: [node, '-e', ''], undo: [node, '-e', 'console.log("no rights"); process.exit(1)'] }),
      );
      const { complete, left } = await injector.undoAll();
      assert.equal(complete, false);
      assert.match(left.join(), /its undo, .*, ended with code 1: no rights/);
      assert.equal(journal.isClean(), false);
      await journal.undone(journal.entries[0]!.seq);
    });
  });

  describe('by hand', () => {
    const cable = (): PlannedFault => fault('cable', 'manual', { say: 'pull it', undoSay: 'put it back', timeout: '5s' });

    it('are in once a person says so, and out once they say so again', async () => {
      await run();
      const injecting = injector.inject(cable());
      await eventually('it was asked', () => seen.of('person-asked').length === 1);
      assert.equal(seen.of('fault-injected').length, 0);
      assert.equal(people.confirm('ann'), 'cable');
      await injecting;
      const removing = injector.remove('cable', 'planned');
      await eventually('it was asked', () => seen.of('person-asked').length === 2);
      assert.equal(people.confirm('bob'), 'cable');
      await removing;
      assert.deepEqual(
        seen.of('person-asked').map(({ say }) => say),
        ['pull it', 'put it back'],
      );
      assert.deepEqual(
        seen.of('person-confirmed').map(({ from }) => from),
        ['ann', 'bob'],
      );
      assert.ok(journal.isClean());
      assert.equal(people.confirm('ann'), null, 'nothing is asked any more');
    });

    it('are not in where nobody says so in time', async () => {
      await run();
      const injecting = injector.inject({
        ...cable(),
        spec: { ...cable().spec, attributes: { ...cable().spec.attributes, timeout: 100 } },
      });
      await assert.rejects(injecting, (error: unknown) => error instanceof ChaosError && error.code === 'NOT_CONFIRMED');
      assert.deepEqual(injector.active(), []);
      assert.equal(seen.of('person-asked').length, 1, 'nobody is asked to undo what was not done');
      assert.ok(journal.isClean());
    });

    it('that nobody undoes before the run ends are named as left', async () => {
      await run();
      const injecting = injector.inject(cable());
      await eventually('it was asked', () => people.confirm('ann') !== null);
      await injecting;
      const { complete, left } = await injector.undoAll(1_000);
      assert.equal(complete, false);
      assert.match(left.join(), /^fault cable: put it back, by hand \("put it back"\)$/);
      const [item] = await undoEntries(readJournal(journal.file), { budgetMs: 1_000 });
      assert.equal(item?.detail, 'put it back, by hand ("put it back")');
      await journal.undone(journal.entries[0]!.seq);
    });

    it('that wait for a person do not keep a run from ending', async () => {
      await run();
      const injecting = injector.inject(cable()).catch((error: unknown) => error);
      await eventually('it was asked', () => seen.of('person-asked').length === 1);
      await injector.removeFaults(2_000);
      assert.match(String(await injecting), /the run is ending/);
    });
  });
});
