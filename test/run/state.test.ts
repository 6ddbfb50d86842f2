import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { spawn } from 'node:child_process';
import { ChaosError } from '../../src/errors.ts';
import { systemClock } from '../../src/run/clock.ts';
import { isSameProcess, processStart } from '../../src/run/state-process.ts';
import {
  forgetRun,
  isAlive,
  lifeOf,
  journalPath,
  listRuns,
  registerRun,
  type RunRecord,
  socketPath,
  stateDir,
  writeRecord,
} from '../../src/run/state.ts';
import { useStateFolder } from '../support/state-folder.ts';

const record = (runId: string, more: Partial<RunRecord> = {}): RunRecord => ({
  runId,
  pid: 1,
  pidStart: null,
  startedAt: '2026-11-27T02:01:00.000Z',
  name: 'n',
  runDir: '/r',
  socket: '/s',
  journal: '/j',
  cwd: '/',
  ...more,
});

describe('the books of runs', () => {
  const folder = useStateFolder();

  it('stand where the environment says', () => {
    assert.equal(stateDir({ STAMPEDE_STATE_DIR: '/a', XDG_STATE_HOME: '/b' }), '/a');
    assert.equal(stateDir({ XDG_STATE_HOME: '/b' }), '/b/stampede');
    assert.match(stateDir({}), /\/\.local\/state\/stampede$/);
    assert.match(stateDir({ XDG_STATE_HOME: 'relative' }), /\/\.local\/state\/stampede$/);
  });

  it('know a run of this process until it is struck out', () => {
    const made = registerRun({ runId: 'r1', name: 'black-friday', runDir: '/reports/r1', journal: journalPath('r1'), clock: systemClock });
    assert.deepEqual(listRuns(), [made]);
    assert.equal(made.pid, process.pid);
    assert.equal(made.cwd, process.cwd());
    assert.ok(isAlive(made));
    assert.equal(
      lifeOf({ ...made, place: { ...made.place!, boot: 'another', pids: null } }),
      'dead',
      'before the machine was started anew',
    );
    assert.equal(lifeOf({ ...made, place: { host: 'another', boot: 'another', pids: null } }), 'elsewhere');
    assert.equal(statSync(join(folder(), 'runs', 'r1.json')).mode & 0o777, 0o600);
    assert.equal(statSync(join(folder(), 'runs')).mode & 0o777, 0o700);
    forgetRun('r1');
    forgetRun('r1');
    assert.deepEqual(listRuns(), []);
    assert.deepEqual(readdirSync(join(folder(), 'runs')), []);
  });

  it('list the oldest first and pass over what is torn or not ours', () => {
    assert.deepEqual(listRuns(), []);
    writeRecord(record('b', { startedAt: '2026-01-02T00:00:00.000Z' }));
    writeRecord(record('a', { startedAt: '2026-01-03T00:00:00.000Z' }));
    const runs = join(folder(), 'runs');
    writeFileSync(join(runs, 'torn.json'), '{"runId": "to');
    writeFileSync(join(runs, 'foreign.json'), '{"hello": 1}');
    writeFileSync(join(runs, 'renamed.json'), JSON.stringify(record('c')));
    writeFileSync(join(runs, 'notes.txt'), 'x');
    mkdirSync(join(runs, 'folder.json'));
    assert.deepEqual(
      listRuns().map(({ runId }) => runId),
      ['b', 'a'],
    );
  });

  it('take no run id that would be a path', () => {
    assert.throws(() => writeRecord(record('../evil')));
  });

  it('say what is wrong when they can not be written', () => {
    writeFileSync(join(folder(), 'runs'), 'a file');
    assert.throws(
      () => writeRecord(record('a')),
      (error) => error instanceof ChaosError && error.code === 'OUTPUT_UNWRITABLE',
    );
  });

  it('tell a pid that was used again from the process that had it', async () => {
    assert.ok(isSameProcess(process.pid, processStart(process.pid)));
    if (process.platform === 'linux') assert.ok(!isSameProcess(process.pid, '1'));
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const start = processStart(child.pid!);
    assert.ok(isSameProcess(child.pid!, start));
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    assert.ok(!isSameProcess(child.pid!, start));
    assert.ok(!isSameProcess(child.pid!, null));
    assert.equal(processStart(child.pid!), null);
  });
});

describe('the path of the command socket', () => {
  let temporary = '';
  const before = process.env['TMPDIR'];
  beforeEach(() => {
    temporary = mkdtempSync(join(tmpdir(), 's-'));
    process.env['TMPDIR'] = temporary;
  });
  afterEach(() => {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
    rmSync(temporary, { recursive: true, force: true });
  });

  it('is in a folder that is private, and always the same', () => {
    const path = socketPath('20261127-black-friday-k3f9');
    assert.ok(path.startsWith(temporary));
    assert.equal(statSync(dirname(path)).mode & 0o777, 0o700);
    assert.equal(socketPath('20261127-black-friday-k3f9'), path);
    assert.ok(!existsSync(path));
  });

  it('fits a socket, however long the run id and the temporary directory are', () => {
    const long = 'x'.repeat(120);
    assert.ok(Buffer.byteLength(socketPath(long)) < 100);
    assert.notEqual(socketPath(long), socketPath(`${long}y`));
    const deep = join(temporary, 'd'.repeat(100));
    mkdirSync(deep);
    process.env['TMPDIR'] = deep;
    assert.ok(Buffer.byteLength(socketPath('r1')) < 100);
  });

  it('is refused in a folder that others can enter', () => {
    const folder = dirname(socketPath('r1'));
    chmodSync(folder, 0o755);
    assert.throws(
      () => socketPath('r1'),
      (error) => error instanceof ChaosError && error.code === 'OUTPUT_UNWRITABLE',
    );
  });
});
