/** Stops runs from outside: the living are asked over their socket, the dead are recovered from their journal. */
import { messageOf } from '../errors.ts';
import type { Clock } from './clock.ts';
import { askRun } from './control.ts';
import { recoverRuns } from './inject/recover.ts';
import { isAlive, listRuns, type RunRecord } from './state.ts';

export interface AbortReport {
  readonly runs: readonly { readonly runId: string; readonly name: string; readonly what: string; readonly left: readonly string[] }[];
  readonly clean: boolean;
}

/** How long to watch a run go before answering; it goes on undoing after that, within its own five seconds. */
const watchMs = 1_200;

/** `runId` undefined: all. Idempotent: what is gone already is not an error. */
export async function abortRuns(options: { runId: string | undefined; clock: Clock }): Promise<AbortReport> {
  const records = listRuns().filter((record) => options.runId === undefined || record.runId === options.runId);
  const runs = await Promise.all(
    records.map((record) => (isAlive(record) ? abortLiving(record, options.clock) : abortDead(record, options.clock))),
  );
  return { runs, clean: runs.every((run) => run.left.length === 0) };
}

async function abortLiving(record: RunRecord, clock: Clock): Promise<AbortReport['runs'][number]> {
  const { runId, name } = record;
  try {
    await askRun(record.socket, { do: 'abort', from: 'chaos abort' });
  } catch (error) {
    if (!isAlive(record)) return abortDead(record, clock);
    return { runId, name, what: `does not answer: ${messageOf(error)}`, left: [`the run itself, process ${record.pid}`] };
  }
  const untilMs = clock.now() + watchMs;
  while (clock.now() < untilMs) {
    if (!listRuns().some((other) => other.runId === runId)) return { runId, name, what: 'aborted, everything undone', left: [] };
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
  return { runId, name, what: 'aborting: faults are being undone, then the load stops', left: [] };
}

async function abortDead({ runId, name }: RunRecord, clock: Clock): Promise<AbortReport['runs'][number]> {
  const report = await recoverRuns({ clock, runId });
  const run = report.runs.find((one) => one.runId === runId);
  const left = run?.left ?? [];
  return {
    runId,
    name,
    what:
      left.length === 0 ? 'its process was gone; what it left is undone' : 'its process was gone; not all of what it left could be undone',
    left,
  };
}
