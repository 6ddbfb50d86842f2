/** Runs that have ended, by what a person would type, as what is kept of them for comparing. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { analyse } from './analysis/analyse.ts';
import type { Analysis } from './analysis/analysis.ts';
import { readBaseline } from './analysis/compare/baseline.ts';
import { summaryOf } from './analysis/compare/summary.ts';
import { leftOut } from './analysis/repeats/left-out.ts';
import { ChaosError } from './errors.ts';
import type { Event } from './events/event.ts';
import { parseLog } from './events/parse-log.ts';
import type { RunSummary } from './events/run-summary.ts';
import { findRunDir } from './find-run.ts';
import { hashedParts } from './plan/plan-hash.ts';
import type { Plan } from './plan/plan.ts';
import { readLog } from './rehearse.ts';

export interface KeptRun {
  readonly summary: RunSummary;
  /** What its plan's hash is made of. */
  readonly plan: Readonly<Record<string, unknown>>;
  /** What a reader should know before believing it; null: nothing. */
  readonly doubt: string | null;
  /** Why its figures may not stand beside those of other runs; null: they may. */
  readonly leftOut: string | null;
}

/** Throws LOG_UNREADABLE. */
export function keptRun(dir: string): KeptRun {
  const { events } = parseLog(readLog(join(dir, 'events.ndjson')));
  const analysis = analyse(events);
  const { plan } = events[0] as Extract<Event, { type: 'opened' }>;
  const rerunOf = analysis.comparison?.rerunOf ?? null;
  return {
    summary: summaryIn(analysis, plan),
    plan: hashedParts(plan),
    doubt: doubtOf(analysis),
    leftOut: leftOut(analysis) ?? rerunText(rerunOf),
  };
}

export function summaryIn(analysis: Analysis, plan: Pick<Plan, 'faults' | 'breakers'>): RunSummary {
  const { exitCode, comparison } = analysis;
  return summaryOf({ ...analysis, exitCode, rerunOf: comparison?.rerunOf ?? null }, plan);
}

/** What was done again because it was bad is no draw of its own. */
function rerunText(rerunOf: string | null): string | null {
  return rerunOf === null ? null : `it was to confirm what was worse in ${rerunOf}`;
}

function doubtOf({ run, verdict, reason, generator }: Analysis): string | null {
  const unsure = run.interrupted || generator.saturated || verdict === 'inconclusive' || verdict === 'aborted';
  return unsure ? `${run.id}: ${reason}` : null;
}

/**
 * A list with commas of runs by id or folder, of groups (repetitions of one job), of folders that hold run folders, and of baselines' files.
 * Throws RUN_NOT_FOUND, LOG_UNREADABLE, BASELINE_INVALID.
 */
export function keptRuns(list: string, out: string): KeptRun[] {
  const names = list.split(',').map((name) => name.trim());
  const runs = names.filter((name) => name !== '').flatMap((name) => byName(name, out));
  return [...new Map(runs.map((run) => [run.summary.run, run])).values()];
}

function byName(name: string, out: string): KeptRun[] {
  if (name.endsWith('.json') && existsSync(name) && !existsSync(join(name, '..', 'events.ndjson'))) return ofBaseline(name);
  for (const folder of [resolve(name), resolve(out, name)]) {
    if (existsSync(join(folder, 'events.ndjson'))) return [keptRun(folder)];
    const within = runFolders(folder);
    if (within.length > 0) return within.map(keptRun);
  }
  const group = runFolders(out).filter((folder) => groupOf(folder) === name);
  return group.length > 0 ? group.map(keptRun) : [keptRun(findRunDir(name, out))];
}

function ofBaseline(file: string): KeptRun[] {
  const baseline = readBaseline(readFileSync(file, 'utf8'));
  if (baseline === undefined)
    throw new ChaosError('BASELINE_INVALID', `${file} is not a baseline's file`, "'chaos baseline save NAME RUN' writes one");
  return baseline.runs.map((summary) => ({ summary, plan: baseline.plan, doubt: null, leftOut: rerunText(summary.rerunOf) }));
}

function runFolders(folder: string): string[] {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return [];
  const names = readdirSync(folder).toSorted();
  return names.map((name) => join(folder, name)).filter((path) => existsSync(join(path, 'events.ndjson')));
}

/** Of repetitions; undefined: it is none, or its log can't be read. */
function groupOf(folder: string): string | undefined {
  try {
    const [line = ''] = readLog(join(folder, 'events.ndjson')).split('\n', 1);
    return (JSON.parse(line) as { attempt?: { group?: string; role?: string } }).attempt?.group;
  } catch {
    return undefined;
  }
}
