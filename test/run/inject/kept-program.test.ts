import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandProblem, runCommand, startProgram } from '../../../src/run/inject/kept-program.ts';
import { isSameProcess } from '../../../src/run/state-process.ts';
import { eventually } from '../../support/toxiproxies.ts';

const node = process.execPath;
const cwd = tmpdir();
const script = (text: string): string[] => [node, '-e', text];

describe('a command', () => {
  it('runs without a shell, and its code and last words are known', async () => {
    const result = await runCommand(script('console.log(process.argv[1]); console.error("bad"); process.exit(3)').concat('$HOME; ls'), {
      cwd,
      timeoutMs: 20_000,
    });
    assert.equal(result.code, 3);
    assert.match(result.output, /\$HOME; ls/);
    assert.equal(commandProblem(result), 'ended with code 3: bad');
    assert.equal(commandProblem({ ...result, code: 0 }), null);
  });

  it('that can not be started says why', async () => {
    await assert.rejects(runCommand(['/no/such/program'], { cwd, timeoutMs: 5_000 }), /ENOENT/);
  });

  it('that takes too long is ended, with what it started', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'stampede-command-'));
    try {
      const child = `require('fs').writeFileSync('pid', String(process.pid)); setInterval(() => {}, 1000)`;
      const parent = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}]); setInterval(() => {}, 1000)`;
      const result = await runCommand(script(parent), { cwd: folder, timeoutMs: 1_500 });
      assert.equal(result.cutShort, true);
      assert.match(commandProblem(result) ?? '', /did not end within/);
      const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
      await eventually('what it started is gone', () => !isSameProcess(pid, null));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('a program', () => {
  it('ends when it is told to, even one that stands still', async () => {
    const program = await startProgram(
      { command: script('setInterval(() => {}, 1000)'), cwd, log: join(cwd, `stampede-${process.pid}.log`) },
      process.env,
    );
    try {
      program.signal('SIGSTOP');
      await program.stop();
      assert.equal(isSameProcess(program.pid, program.pidStart), false);
    } finally {
      rmSync(join(cwd, `stampede-${process.pid}.log`), { force: true });
    }
  });

  it('ends with the process that started it, however that dies', async () => {
    const parent = fork(fileURLToPath(new URL('../../support/program-parent.ts', import.meta.url)), {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const pid = await new Promise<number>((resolve) => parent.once('message', (message) => resolve((message as { pid: number }).pid)));
    assert.equal(isSameProcess(pid, null), true);
    parent.kill('SIGKILL');
    await eventually('the program is gone', () => !isSameProcess(pid, null));
  });
});
