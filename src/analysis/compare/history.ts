/**
 * A history's text: one run a line (NDJSON), in any order. Lines are only ever added, so that two branches of a repository are merged by keeping the
 * lines of both; what a merge doubled counts once, and a line that was cut off when a process died is left out and told.
 */
import type { RunSummary } from '../../events/run-summary.ts';
import { runSummarySchema } from './summary.ts';

export interface History {
  /** By time, each run once. */
  readonly runs: readonly RunSummary[];
  /** Numbers of the lines that are no run, from 1. */
  readonly unreadable: readonly number[];
}

export function parseHistory(text: string): History {
  const runs = new Map<string, RunSummary>();
  const unreadable: number[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const run = readLine(line);
    if (run === undefined) unreadable.push(index + 1);
    else if (!runs.has(run.run)) runs.set(run.run, run);
  }
  return { runs: [...runs.values()].toSorted(byTime), unreadable };
}

/** With its newline. */
export function historyLine(run: RunSummary): string {
  return `${JSON.stringify(run)}\n`;
}

/** Run ids break ties, so that every machine sees one order. */
export function byTime(a: RunSummary, b: RunSummary): number {
  return a.at < b.at ? -1 : a.at > b.at ? 1 : a.run < b.run ? -1 : a.run > b.run ? 1 : 0;
}

function readLine(line: string): RunSummary | undefined {
  try {
    return runSummarySchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** What a later run may be held against: it held, or was worse than those before and is one of them now; and was not run to confirm. */
export function isNight({ exitCode, rerunOf }: RunSummary): boolean {
  return rerunOf === null && (exitCode === 0 || exitCode === 8);
}
