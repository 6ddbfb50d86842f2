/**
 * A process of its own that undoes what a run did when the run's process was killed: `watchdog RUN-ID PID START`, started by start-watchdog.ts.
 * It lives as long as the run, does nothing while that lives, however still it stands, and ends when the run has undone everything itself
 * or when it has. What it can't undo within half a minute it leaves to `chaos recover`; a command's own undo that has begun may take its time.
 */
import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { isSameProcess } from '../state-process.ts';

/** The run's end of this pipe closes with the run, whatever ended it. */
const pipe = 3;
/** A second way to know, should the pipe be held open by somebody else. */
const lookEveryMs = 1_000;
const dismissed = 'done\n';
const tryForMs = 30_000;
const eachMs = 4_500;

const [runId = '', pid = '', start = ''] = process.argv.slice(2);
// A terminal's Ctrl-C and a closing terminal are the run's affair; who kills this one gently finds it staying.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

let told = '';
const run = new Socket({ fd: pipe, readable: true, writable: true });
run.setEncoding('utf8').on('data', (text: string) => (told += text));
run.on('error', () => {});
const hungUp = new Promise<void>((resolve) => run.once('close', () => resolve()));
run.write('ready\n');

// Loaded at once: when it is needed, the folder it comes from may be gone.
const [{ recoverRuns }, { systemClock: clock }, { listRuns }] = await Promise.all([
  import('./recover.ts'),
  import('../clock.ts'),
  import('../state.ts'),
]);

/** The pipe closes a moment before the system has taken the process away. */
async function runIsGone(): Promise<void> {
  await Promise.race([hungUp, poll()]);
  if (told === dismissed) return;
  // Where nobody can say when a process started, the pipe has to be believed.
  if (start === '') return;
  while (isSameProcess(Number(pid), start)) await sleep(20);
}

async function poll(): Promise<void> {
  while (isSameProcess(Number(pid), start || null)) await sleep(lookEveryMs);
}

async function undo(): Promise<void> {
  const untilMs = clock.now() + tryForMs;
  for (let pauseMs = 100; clock.now() < untilMs; pauseMs = Math.min(2 * pauseMs, 2_000)) {
    if (!listRuns().some((record) => record.runId === runId)) return;
    const { clean, running } = await recoverRuns({ clock, runId, budgetMs: eachMs }).catch(() => ({ clean: false, running: [] }));
    if (clean && running.length === 0) return;
    await sleep(pauseMs);
  }
}

await runIsGone();
if (told !== dismissed) await undo();
process.exit(0);
