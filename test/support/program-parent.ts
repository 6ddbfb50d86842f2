/** A process that keeps a program that would run for ever, and tells its pid; to be killed. */
import { tmpdir } from 'node:os';
import { startProgram } from '../../src/run/inject/kept-program.ts';

const { pid } = await startProgram(
  { command: [process.execPath, '-e', 'setInterval(() => {}, 1000)'], cwd: tmpdir(), log: null },
  process.env,
);
process.send?.({ pid });
setInterval(() => {}, 1_000);
