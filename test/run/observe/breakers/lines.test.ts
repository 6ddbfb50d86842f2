import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { machineMs } from '../../../../src/run/clock.ts';
import { descendantsOf, processesWith } from '../../../support/processes.ts';
import { inside, until, watching, type Watching } from '../../../support/breaker-watching.ts';

describe('breakers in lines', () => {
  let dir: string;
  let seen: Watching;
  const source = {
    adapter: 'log',
    opened: 'breaker (?<breaker>\\w+) opened',
    halfOpened: null,
    closed: 'breaker (?<breaker>\\w+) closed',
  } as const;
  const breaker = { name: 'payments', preset: 'log', source, match: { breaker: 'payments' } };
  before(() => (dir = mkdtempSync(join(tmpdir(), 'chaos-lines-'))));
  after(() => rmSync(dir, { recursive: true }));
  afterEach(() => seen.stop({ lastReading: false }));

  it('of a file: those of before the start do not count, the last without an end does', async () => {
    const path = join(dir, 'app.log');
    writeFileSync(path, 'breaker payments opened\nbreaker payments closed\n');
    seen = watching([{ ...breaker, files: [path] }]);
    assert.deepEqual(await seen.first, []);
    const opened = machineMs();
    appendFileSync(path, 'breaker stock opened\nbreaker payments opened\n');
    await until(() => seen.moves(path).length > 0);
    appendFileSync(path, 'breaker payments closed');
    await seen.stop({ lastReading: true });
    assert.deepEqual([seen.times(path, 'open').length, seen.times(path, 'closed').length], [1, 1]);
    assert.ok(inside([{ to: 'open', machineMs: opened }], 'open', seen.times(path, 'open'))[0]);
    const [cost] = seen.of('breaker-cost');
    assert.deepEqual([cost?.by, cost?.bytes, cost?.everyMs], ['file', 21 + 24 + 23, null]);
  });

  it('of a file that is not there: it does not answer', async () => {
    seen = watching([{ ...breaker, files: [join(dir, 'none')] }]);
    assert.deepEqual(await seen.first, [{ url: join(dir, 'none'), problem: 'ENOENT' }]);
  });

  it('of a program: it is started again when it ends, and is gone when the watch is', async () => {
    const mark = `CHAOS_LINES_${process.pid}`;
    const script = `echo "breaker payments opened"; sleep 0.2; echo "breaker payments closed"; [ -e again ] && sleep 60; touch again`;
    const command = ['/usr/bin/env', `${mark}=1`, 'sh', '-c', `cd ${dir}; ${script}`];
    seen = watching([{ ...breaker, command }], { runDir: dir });
    assert.deepEqual(await seen.first, []);
    await until(() => seen.times('/usr/bin/env', 'closed').length === 2);
    const said = seen.of('breaker-source').map(({ answering, detail }) => [answering, detail]);
    assert.ok(
      said.some(([answering, detail]) => answering === false && detail === 'the command ended with code 0'),
      JSON.stringify(said),
    );
    assert.ok(processesWith(`${mark}=1`).length > 0);
    await seen.stop({ lastReading: true });
    assert.deepEqual(processesWith(`${mark}=1`), []);
  });

  it('of a program that is being started again when the watch ends: it is gone, too', async () => {
    const mark = `CHAOS_LINES_RACE_${process.pid}`;
    const command = ['/usr/bin/env', `${mark}=1`, 'sh', '-c', `cd ${dir}; [ -e raced ] && sleep 60; touch raced`];
    seen = watching([{ ...breaker, command }], { runDir: dir });
    await seen.first;
    await until(() => seen.of('breaker-source').some(({ answering }) => !answering));
    await until(() => descendantsOf(process.pid).length === 1);
    // Its keeper is there before it is.
    for (let i = 0; i < 2_000 && descendantsOf(process.pid).length === 1; i++) await sleep(2);
    await seen.stop({ lastReading: false });
    await sleep(500);
    assert.deepEqual(processesWith(`${mark}=1`), []);
  });

  it('of a program: what it wrote is kept in the folder of the run, and only as long as it is followed', async () => {
    const runDir = mkdtempSync(join(dir, 'run-'));
    seen = watching([{ ...breaker, command: ['/bin/sh', '-c', 'echo "breaker payments opened"; sleep 60'] }], { runDir });
    await until(() => seen.times('/bin/sh', 'open').length === 1);
    assert.equal(readFileSync(join(runDir, 'breaker-payments.log'), 'utf8'), 'breaker payments opened\n');
    await seen.stop({ lastReading: false });
    assert.deepEqual(readdirSync(runDir), []);
  });

  it('of a program that there is not: it does not answer', async () => {
    seen = watching([{ ...breaker, command: [join(dir, 'no-such-program')] }], { runDir: dir });
    assert.match((await seen.first)[0]?.problem ?? '', /ENOENT/);
  });
});
