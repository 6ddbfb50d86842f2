/**
 * Stops runs from outside: the living are asked over their socket, the dead are recovered from their journal. A run that lives and does
 * not answer hangs, with its faults in place: its process is ended, and it is one of the dead.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { ChaosError, messageOf } from '../errors.ts';
import type { Clock } from './clock.ts';
import { askRun, RunNotAnswering } from './control.ts';
import { recoverRuns } from './inject/recover.ts';
import { isAlive, lifeOf, listRuns, type RunRecord } from './state.ts';

export interface AbortReport {
  readonly runs: readonly { readonly runId: string; readonly name: string; readonly what: string; readonly left: readonly string[] }[];
  readonly clean: boolean;
}

type Aborted = AbortReport['runs'][number];

/** All of it together with the start of Node stays under two seconds: asking, or asking and then undoing. */
const askMs = 600;
const undoMs = 700;
/** How long to watch a run go before answering; it goes on undoing after that, within its own five seconds. */
const watchMs = 1_000;

/** `runId` undefined: all. Idempotent: what is gone already is not an error. */
export async function abortRuns(options: { runId: string | undefined; clock: Clock }): Promise<AbortReport> {
  const records = listRuns().filter((record) => options.runId === undefined || record.runId === options.runId);
  const runs = await Promise.all(
    records.map((record) => {
      const life = lifeOf(record);
      if (life === 'elsewhere') return notHere(record);
      return life === 'alive' ? abortLiving(record, options.clock) : abortDead(record, options.clock, 'its process was gone');
    }),
  );
  return { runs, clean: runs.every((run) => run.left.length === 0) };
}

/** Neither its socket nor its process is to be reached from here. */
function notHere({ runId, name, pid, place }: RunRecord): Aborted {
  const what = `not touched: it is of another machine or container (${place?.host}): abort it there`;
  return { runId, name, what, left: [`the run itself, process ${pid} on ${place?.host}`] };
}

async function abortLiving(record: RunRecord, clock: Clock): Promise<Aborted> {
  const { runId, name } = record;
  try {
    const reply = await askRun(record.socket, { do: 'abort', from: 'chaos abort' }, askMs);
    if (!reply.ok) return { runId, name, what: `refuses: ${reply.text}`, left: [`the run itself, process ${record.pid}`] };
  } catch (error) {
    // A socket that is closed belongs to a run that is about to end, or was removed by somebody who cleans up.
    if (!(error instanceof RunNotAnswering && error.silent)) return (await watchEnd(record, clock)) ?? terminate(record, messageOf(error));
    if (isAlive(record)) await kill(record);
    return abortDead(record, clock, 'it did not answer, and its process was ended');
  }
  return (await watchEnd(record, clock)) ?? { runId, name, what: 'aborting: faults are being undone, then the load stops', left: [] };
}

/** Until it is struck out of the books or its process is gone; undefined when the time is up before. */
async function watchEnd(record: RunRecord, clock: Clock): Promise<Aborted | undefined> {
  const { runId, name } = record;
  const untilMs = clock.now() + watchMs;
  while (clock.now() < untilMs) {
    if (!listRuns().some((other) => other.runId === runId)) return { runId, name, what: 'aborted, everything undone', left: [] };
    if (!isAlive(record)) return abortDead(record, clock, 'its process ended');
    await sleep(40);
  }
  return undefined;
}

/** It lives, and its socket does not: a signal reaches it all the same, and it undoes what it did. */
function terminate(record: RunRecord, problem: string): Aborted {
  const { runId, name, pid } = record;
  signal(record, 'SIGTERM');
  return { runId, name, what: `${problem}; its process ${pid} was sent SIGTERM, and undoes its faults`, left: [] };
}

/** Nothing milder reaches a process that is stopped or busy for ever. */
async function kill(record: RunRecord): Promise<void> {
  signal(record, 'SIGKILL');
  for (let tick = 0; tick < 25 && isAlive(record); tick++) await sleep(20);
}

function signal(record: RunRecord, name: NodeJS.Signals): void {
  try {
    process.kill(record.pid, name);
  } catch (error) {
    // Gone between the look and the deed.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function abortDead({ runId, name }: RunRecord, clock: Clock, why: string): Promise<Aborted> {
  try {
    const { runs, running } = await recoverRuns({ clock, runId, budgetMs: undoMs });
    const left = [...runs.flatMap((run) => run.left), ...running.map(({ pid }) => `the run itself, process ${pid}`)];
    const what = left.length === 0 ? `${why}; what it left is undone` : `${why}; not all of what it left could be undone`;
    return { runId, name, what, left };
  } catch (error) {
    // Somebody else recovered it meanwhile.
    if (error instanceof ChaosError && error.code === 'RUN_NOT_FOUND')
      return { runId, name, what: `${why}; what it left is undone`, left: [] };
    throw error;
  }
}
