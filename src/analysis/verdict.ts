/** The one verdict, its exit code and its sentence. The order is a promise: what makes a run unbelievable comes before what it says. */
import { exitCode } from '../exit-codes.ts';
import { formatShare } from '../units.ts';
import type { Analysis, Verdict } from './analysis.ts';
import { due } from './load-table.ts';
import { changeText } from './compare/change-text.ts';
import type { RunRecord } from './run-record.ts';

export interface Ruling {
  readonly verdict: Verdict;
  readonly exitCode: number;
  readonly reason: string;
}

export function rule(record: RunRecord, found: Pick<Analysis, 'objectives' | 'faults' | 'generator' | 'comparison'>): Ruling {
  const ruling =
    rollback(record) ??
    failure(record) ??
    stop(record, found.generator) ??
    unbelievable(record, found) ??
    byObjectives(record, found.objectives);
  // What must hold comes first: a run is held against others only where it held by itself.
  return ruling.exitCode === exitCode.held ? (regression(found.comparison) ?? ruling) : ruling;
}

/** One that a re-run does not confirm is none. */
function regression(comparison: Analysis['comparison']): Ruling | null {
  if (comparison === null) return null;
  const { regressions, confirmed, rerunOf, metrics } = comparison;
  const worse = confirmed ?? regressions;
  const first = metrics.find(({ metric }) => metric === worse[0]);
  if (first === undefined) return null;
  const others = worse.length > 1 ? `, and ${worse.length - 1} more` : '';
  const then = rerunOf === null ? '' : `, as in ${rerunOf}`;
  return {
    verdict: 'breached',
    exitCode: exitCode.regression,
    reason: `Regression: ${first.metric} was ${changeText(first)}${others}${then}.`,
  };
}

function rollback(record: RunRecord): Ruling | null {
  const last = record.of('rolled-back').at(-1);
  const left = last ? (last.complete ? [] : last.left) : stillIn(record);
  if (left.length === 0) return null;
  // What a watchdog undid after the log ended is not in the log.
  if (!last && record.killed)
    return {
      verdict: 'inconclusive',
      exitCode: exitCode.terminated,
      reason: `The run was killed while ${left.join(', ')} ${left.length === 1 ? 'was' : 'were'} in: chaos recover says whether anything is left.`,
    };
  return {
    verdict: aborted(record) ? 'aborted' : 'inconclusive',
    exitCode: exitCode.rollbackIncomplete,
    reason: `Not everything could be undone (${left.join(', ')}): run chaos recover.`,
  };
}

/** Faults that the log saw injected and never removed. */
function stillIn(record: RunRecord): string[] {
  return record.faults.filter((fault) => fault.removed === null).map((fault) => fault.id);
}

function failure(record: RunRecord): Ruling | null {
  const ended = record.of('ended').at(-1);
  if (ended?.why !== 'failed') return null;
  // Before t = 0 nothing but the environment has been tried.
  if (record.startedAt === null)
    return { verdict: 'inconclusive', exitCode: exitCode.notReady, reason: `The environment was not ready: ${ended.detail}.` };
  return { verdict: 'inconclusive', exitCode: exitCode.bug, reason: `The run failed: ${ended.detail}.` };
}

function stop(record: RunRecord, generator: Analysis['generator']): Ruling | null {
  const signal = record.of('signal')[0];
  const ended = record.of('ended').at(-1);
  if (signal || ended?.why === 'interrupted') {
    const name = signal?.signal ?? ended?.detail ?? '';
    return {
      verdict: 'inconclusive',
      exitCode: name.startsWith('SIGINT') ? exitCode.interrupted : exitCode.terminated,
      reason: `Interrupted${name ? ` by ${name}` : ''} and rolled back.`,
    };
  }
  if (record.killed)
    return { verdict: 'inconclusive', exitCode: exitCode.terminated, reason: 'The run was killed: its log ends before it does.' };
  if (aborted(record)) {
    const by = record.of('abort')[0];
    return {
      verdict: 'aborted',
      exitCode: exitCode.aborted,
      reason: by
        ? `Stopped by the abort rule "${by.rule}": ${by.reason}. Rolled back.`
        : `Aborted (${ended?.detail || 'by hand'}) and rolled back.`,
    };
  }
  const gate = record.of('gate').find((event) => !event.ok && event.heeded !== false);
  if (gate || ended?.why === 'gate') {
    // What was sent was sent before the gate: a late generator spoiled the very baseline.
    const late = generator.saturated ? `; and the generator was late itself (${generator.saturatedWhy ?? ''})` : '';
    return {
      verdict: 'inconclusive',
      exitCode: exitCode.notReady,
      reason: `The system was not fit before any fault: ${gate?.reason ?? ended?.detail ?? ''}${late}.`,
    };
  }
  return null;
}

function aborted(record: RunRecord): boolean {
  return record.of('abort').length > 0 || record.of('ended').at(-1)?.why === 'aborted';
}

/** Where the whole run can't be believed, no objective is. The first reason in full, the others by name: none hides another. */
function unbelievable(record: RunRecord, { faults, generator }: Pick<Analysis, 'faults' | 'generator'>): Ruling | null {
  const without = faults.filter((fault) => fault.verified === false).map(({ id, evidence }) => [id, 'not seen to bite', `: ${evidence}`]);
  const never = faults.filter((fault) => fault.injectedAtMs === null).map(({ id, evidence }) => [id, evidence, '']);
  const unproven = [...without, ...never];
  const others = unproven
    .slice(generator.saturated ? 0 : 1)
    .map(([id, what]) => `; and fault ${id} was ${what}`)
    .join('');
  if (generator.saturated) return doubt(`The load generator was the bottleneck: ${generator.saturatedWhy ?? ''}${others}.`);
  const [first] = unproven;
  if (first) return doubt(`Fault ${first[0]} was ${first[1]}${first[2]}${others}.`);
  return record.table.bins.length === 0 ? doubt('No request was sent.') : null;
}

function doubt(reason: string): Ruling {
  return { verdict: 'inconclusive', exitCode: exitCode.inconclusive, reason };
}

function byObjectives(record: RunRecord, objectives: Analysis['objectives']): Ruling {
  const breached = objectives.filter((objective) => objective.verdict === 'breached');
  const unclear = objectives.filter((objective) => objective.verdict === 'inconclusive');
  const first = breached[0] ?? unclear[0];
  const others = (breached.length > 0 ? breached : unclear).length - 1;
  const more = others > 0 ? `, and ${others} more` : '';
  if (first && breached.length > 0)
    return {
      verdict: 'breached',
      exitCode: exitCode.breached,
      reason: `"${first.text}" was breached: ${first.actual ?? 'nothing measured'}, wanted ${first.wanted}${more}.`,
    };
  if (first)
    return {
      verdict: 'inconclusive',
      exitCode: exitCode.inconclusive,
      reason: `"${first.text}" can't be judged: ${first.reason ?? 'too little data'}${more}.`,
    };
  if (objectives.length === 0)
    return { verdict: 'held', exitCode: exitCode.held, reason: `No objective was set, ${withoutObjectives(record)}.` };
  return {
    verdict: 'held',
    exitCode: exitCode.held,
    reason: objectives.length === 1 ? 'The objective held.' : `All ${objectives.length} objectives held.`,
  };
}

/** Nobody said what is too much: a run that failed throughout must not read as a good one. */
function withoutObjectives({ table }: RunRecord): string {
  const all = table.bins.reduce((sum, bin) => sum + due(bin), 0);
  const failed = all - table.bins.reduce((sum, bin) => sum + bin.outcomes.ok, 0);
  if (failed === 0) return 'and nothing speaks against the run';
  return `though ${formatShare(failed / all)} of ${all.toLocaleString('en-US')} ${all === 1 ? 'request' : 'requests'} failed`;
}
