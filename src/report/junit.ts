/**
 * junit.xml, as CI systems read it: suite = scenario, one case per objective and per fault, one for the run itself.
 * `failure` is the target's doing, `error` says that it could not be judged. Times are seconds. GitLab shows the classname,
 * drops cases of equal name and reads the element's content; GitHub's readers show the message: so the number stands in both.
 */
import type { Analysis } from '../analysis/analysis.ts';
import { changeText } from '../analysis/compare/change-text.ts';
import { exitCode } from '../exit-codes.ts';
import { onLink } from '../faults/describe.ts';
import { breakerText } from './breaker-text.ts';
import { escapeMarkup, oneLine } from './escape.ts';
import { faultWindow, whatItDid } from './fault-figures.ts';
import { verdictWord } from './verdict.ts';

const regressed: number = exitCode.regression;

interface Case {
  readonly scope: string;
  readonly name: string;
  readonly seconds: number;
  readonly problem: null | { readonly element: 'failure' | 'error'; readonly type: string; readonly message: string };
}

export function renderJunit(analysis: Analysis): string {
  const judged = [
    ...analysis.faults.map((fault) => faultCase(analysis, fault)),
    ...analysis.objectives.map((objective) => objectiveCase(analysis, objective)),
    ...againstCases(analysis),
  ];
  const cases = uniquelyNamed([runCase(analysis, judged), ...judged]);
  const suite = oneLine(analysis.scenario.name);
  const counts = `tests="${cases.length}" failures="${numberOf(cases, 'failure')}" errors="${numberOf(cases, 'error')}" skipped="0" time="${seconds(analysis.run.durationMs)}"`;
  const stamp = analysis.run.startedAt === null ? '' : ` timestamp="${attribute(analysis.run.startedAt)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="chaos" ${counts}>`,
    `  <testsuite name="${attribute(suite)}" ${counts}${stamp}>`,
    '    <properties>',
    ...properties(analysis).map(([name, value]) => `      <property name="${attribute(name)}" value="${attribute(value)}"/>`),
    '    </properties>',
    ...cases.map((one) => caseElement(`chaos.${suite}`, one)),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function properties(analysis: Analysis): [string, string][] {
  const { run, scenario } = analysis;
  return [
    ['runId', run.id],
    ['seed', String(run.seed)],
    ['planHash', run.planHash],
    ['verdict', analysis.verdict],
    ['exitCode', String(analysis.exitCode)],
    ['target', scenario.target],
    ...(scenario.model === 'closed' ? ([['model', 'closed']] satisfies [string, string][]) : []),
    ...analysis.breakers.map((breaker): [string, string] => [`breaker.${oneLine(breaker.name)}`, breakerText(breaker)]),
    ['tool', run.tool],
  ];
}

/** The run as a whole; it carries what no other case says, so that a run with a non-zero exit code is never all green. */
function runCase(analysis: Analysis, others: readonly Case[]): Case {
  const base = { scope: 'run', name: 'the run can be judged', seconds: analysis.run.durationMs / 1_000 };
  const fail = (element: 'failure' | 'error', type: string): Case => ({
    ...base,
    problem: { element, type, message: `${verdictWord(analysis.verdict)}: ${analysis.reason}` },
  });
  if (analysis.exitCode === 0) return { ...base, problem: null };
  if (analysis.verdict === 'aborted') return fail('failure', 'aborted');
  if (analysis.run.interrupted) return fail('error', 'interrupted');
  if (analysis.generator.saturated) return fail('error', 'generator-saturated');
  if (others.some((one) => one.problem !== null) && [3, 6, regressed].includes(analysis.exitCode)) return { ...base, problem: null };
  return fail(analysis.verdict === 'breached' ? 'failure' : 'error', analysis.verdict);
}

function faultCase(analysis: Analysis, fault: Analysis['faults'][number]): Case {
  const window = faultWindow(analysis, fault);
  const base = {
    scope: fault.id,
    name: `fault ${fault.id} bites${onLink(fault.link)}`,
    seconds: window === null ? 0 : (window[1] - window[0]) / 1_000,
  };
  if (fault.verified === true) return { ...base, problem: null };
  const what = fault.injectedAtMs === null ? 'was not injected' : fault.verified === false ? 'did not bite' : 'could not be verified';
  return {
    ...base,
    problem: {
      element: 'error',
      type: fault.injectedAtMs === null ? 'not-injected' : 'not-verified',
      message: `${fault.id} (${whatItDid(fault)}) ${what}: ${fault.evidence}`,
    },
  };
}

function objectiveCase(analysis: Analysis, objective: Analysis['objectives'][number]): Case {
  const scope = scopeOf(analysis, objective.text);
  const base = { scope: scope.name, name: objective.text, seconds: scope.seconds };
  if (objective.verdict === 'held') return { ...base, problem: null };
  const reason = objective.reason === null ? '' : ` (${objective.reason})`;
  if (objective.verdict === 'inconclusive')
    return {
      ...base,
      problem: {
        element: 'error',
        type: 'inconclusive',
        message: `inconclusive: ${objective.reason ?? 'not enough data'}, wanted ${objective.wanted}`,
      },
    };
  return {
    ...base,
    problem: { element: 'failure', type: 'breached', message: `${objective.actual ?? 'no value'}, wanted ${objective.wanted}${reason}` },
  };
}

/** One case a metric that is judged; those that are not are no cases. Where the run did not hold by itself a regression is told and does not fail. */
function againstCases({ comparison, exitCode, run }: Analysis): Case[] {
  const judged = comparison?.metrics.filter(({ verdict }) => ['regression', 'usual', 'better'].includes(verdict)) ?? [];
  const failing = exitCode === regressed ? (comparison?.confirmed ?? comparison?.regressions ?? []) : [];
  return judged.map((metric) => ({
    scope: 'against',
    name: `${metric.metric} is not worse than before`,
    seconds: run.durationMs / 1_000,
    problem: failing.includes(metric.metric) ? { element: 'failure', type: 'regression', message: changeText(metric) } : null,
  }));
}

/** The stage or fault that an objective names last (`... during peak`, `... after payments-slow`), with its length; else the run. */
function scopeOf(analysis: Analysis, text: string): { name: string; seconds: number } {
  const named = / (?:during|after) (.+)$/.exec(text)?.[1];
  const stage = analysis.scenario.stages.find((one) => one.name === named);
  if (stage) return { name: stage.name, seconds: (stage.endMs - stage.startMs) / 1_000 };
  const fault = analysis.faults.find((one) => one.id === named);
  if (fault) return { name: fault.id, seconds: fault.plannedForMs / 1_000 };
  return { name: 'run', seconds: analysis.run.durationMs / 1_000 };
}

function uniquelyNamed(cases: readonly Case[]): Case[] {
  const seen = new Map<string, number>();
  return cases.map((one) => {
    const key = `${one.scope}\n${one.name}`;
    const times = (seen.get(key) ?? 0) + 1;
    seen.set(key, times);
    return times === 1 ? one : { ...one, name: `${one.name} (${times})` };
  });
}

function caseElement(prefix: string, one: Case): string {
  const open = `    <testcase classname="${attribute(`${prefix}.${one.scope}`)}" name="${attribute(one.name)}" time="${one.seconds.toFixed(3)}"`;
  if (one.problem === null) return `${open}/>`;
  const { element, type, message } = one.problem;
  return `${open}>\n      <${element} type="${attribute(type)}" message="${attribute(message)}">${escapeMarkup(oneLine(`${one.name}: ${message}`))}</${element}>\n    </testcase>`;
}

function attribute(text: string): string {
  return escapeMarkup(oneLine(text));
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(3);
}

function numberOf(cases: readonly Case[], element: 'failure' | 'error'): number {
  return cases.filter((one) => one.problem?.element === element).length;
}
