/** Resolved scenario -> plan. Pure: the environment's variables and the files it names come in, nothing is read, asked or sent. */
import { faultNeeds } from '../objectives/needs-fault.ts';
import { needsOf } from '../objectives/needs.ts';
import { ChaosError, type ErrorCode, type Problem } from '../errors.ts';
import { scenarioCheck } from '../scenario/schema.ts';
import type { Mistake, Report } from '../scenario/mistake.ts';
import { readAs } from '../scenario/schema-mistakes.ts';
import type { Resolved } from '../scenario/resolve.ts';
import { findBaseline } from './baseline.ts';
import { checkBreakerRoutes } from './compile-breaker-evidence.ts';
import { compileFaults } from './compile-faults.ts';
import { compileGuard } from './compile-guard.ts';
import { compileAborts, compileObjectives } from './compile-judgement.ts';
import { compileLoad, modelWarnings } from './compile-load.ts';
import { compileProcesses } from './compile-processes.ts';
import { compileSystem } from './compile-target.ts';
import { compileWatched } from './compile-watched.ts';
import { withoutFollowing, type Draft } from './draft.ts';
import type { Env } from './environment.ts';
import type { InputFiles } from './input-file.ts';
import { analysisVersion, hashPlan } from './plan-hash.ts';
import { planVersion, type Plan } from './plan.ts';
import { sourcesOf } from './sources.ts';

/** Throws one ChaosError that holds every mistake, those of the layers below included. */
export function compile(resolved: Resolved, env: Env, files: InputFiles = new Map()): Plan {
  const { raw, origins } = resolved;
  const mistakes: Mistake[] = [];
  const warnings = [...resolved.warnings];
  readAs(scenarioCheck, raw, [], (mistake) => mistakes.push(mistake));
  const unreadable = mistakes.map(({ path }) => path);
  const report = withoutFollowing((mistake) => mistakes.push(mistake), unreadable);
  refuseUnsupported(resolved, report);

  const hosts = { allowHosts: texts(raw['allowHosts']), denyHosts: texts(raw['denyHosts']) };
  const draft: Draft = { raw, env, hosts, files, report, unreadable, warn: (text) => warnings.push(text) };
  const system = compileSystem(draft);
  const load = compileLoad(draft, system.target);
  if (load.stages.length > 0 && mistakes.length + resolved.problems.length === 0) {
    if (load.arrivals === 0) report({ path: ['load', 'stages'], on: 'key', message: 'the load has no arrivals: every rate is 0' });
    if (load.model === 'closed' && load.stages.every(({ users }) => users === 0))
      report({ path: ['load', 'stages'], on: 'key', message: 'the load has no arrivals: no stage has users' });
  }
  const processes = compileProcesses(draft);
  const names = processes.map(({ name }) => name);
  const faults = compileFaults(draft, { load, links: system.links, processes: names, toxiproxy: system.toxiproxy });
  const guard = compileGuard(draft, { load, links: system.links, faults });
  const baseline = findBaseline(load.stages, faults);
  checkBreakerRoutes(draft, system.breakers, load.journeys);
  const watched = compileWatched(draft, { target: system.target, stages: load.stages, faults });
  const judged = { load, faults, breakers: system.breakers, ...watched };
  const objectives = compileObjectives(draft, judged);
  const abort = compileAborts(draft, judged);
  throwAll(resolved, mistakes);

  const { name = resolved.name, title, story, seed } = raw as { name?: string; title?: string; story?: string; seed?: number };
  const plan: Plan = {
    schema: planVersion,
    name,
    title: title ?? name,
    story: (story ?? '').trim(),
    ...system,
    load,
    faults,
    ...(processes.length === 0 ? {} : { processes }),
    ...watched,
    ...(raw['gate'] === 'off' ? { gate: 'off' } : {}),
    objectives: [],
    abort,
    baseline,
    guard,
    ...hosts,
    environment: resolved.environment,
    seed: seed ?? 1,
    hash: hashPlan({ load, faults, target: system.target, links: system.links }),
    analysisVersion,
    sources: sourcesOf(raw, origins, system.target.kind === 'storefront' ? system.target.variant : null),
    warnings: [...warnings, ...modelWarnings(load, guard), ...baselineWarnings(baseline, faults.length)],
  };
  const planned = objectives.map((objective) => ({ objective, ...needsOf(objective, plan) }));
  return { ...plan, objectives: planned, faultNeeds: faultNeeds({ ...plan, objectives: planned }) };
}

/** What the file format has and this version has not is refused, never ignored. */
function refuseUnsupported({ raw }: Resolved, report: Report): void {
  const unsupported = { timeScale: 'leave it out: time runs at its own pace' };
  for (const [key, hint] of Object.entries(unsupported)) {
    if (raw[key] !== undefined)
      report({ path: [key], on: 'key', code: 'NOT_SUPPORTED', message: `${key} is not supported by this version`, hint });
  }
}

function throwAll(resolved: Resolved, mistakes: readonly Mistake[]): void {
  const problems: Problem[] = [...resolved.problems];
  const seen = new Set(problems.map(keyOf));
  for (const mistake of mistakes) {
    const problem = resolved.origins.problem(mistake);
    if (!seen.has(keyOf(problem))) problems.push(problem);
    seen.add(keyOf(problem));
  }
  if (problems.length === 0) return;
  // One kind of mistake has a code of its own; a mixture is an invalid scenario.
  const codes = new Set<ErrorCode>([
    ...(resolved.problems.length > 0 ? (['SCENARIO_INVALID'] as const) : []),
    ...mistakes.map(({ code }) => code ?? 'SCENARIO_INVALID'),
  ]);
  throw invalid(codes.size === 1 ? ([...codes][0] as ErrorCode) : 'SCENARIO_INVALID', problems, readOn(resolved, mistakes));
}

const everyKeyIn = 'docs/scenarios.md describes every key';

/** What to read: of sentences, where their grammar is. */
function readOn(resolved: Resolved, mistakes: readonly Mistake[]): string {
  const inSentences = mistakes.filter(({ path: [key] }) => key === 'objectives' || key === 'abort');
  if (inSentences.length === 0) return everyKeyIn;
  const alone = resolved.problems.length === 0 && inSentences.length === mistakes.length;
  const grammar = 'docs/objectives.md describes the sentences of objectives and abort rules';
  return alone ? grammar : `${everyKeyIn}; ${grammar}`;
}

/** The error of a list of problems, in the order of their places. */
export function invalid(code: ErrorCode, problems: readonly Problem[], hint: string = everyKeyIn): ChaosError {
  const ordered = problems.toSorted(
    (a, b) =>
      (a.where?.file ?? '').localeCompare(b.where?.file ?? '') ||
      (a.where?.line ?? 0) - (b.where?.line ?? 0) ||
      (a.where?.column ?? 0) - (b.where?.column ?? 0),
  );
  const [only] = ordered;
  if (ordered.length === 1 && only) return new ChaosError(code, only.message, only.hint ?? hint, only.where ? { where: only.where } : {});
  return new ChaosError(code, `${ordered.length} mistakes, nothing was sent`, hint, {
    problems: ordered,
  });
}

function keyOf({ message, where }: Problem): string {
  return `${where?.file}:${where?.line}:${where?.column} ${message}`;
}

function baselineWarnings(baseline: Plan['baseline'], faults: number): string[] {
  if (baseline === null)
    return faults === 0 ? [] : ['no baseline: no stretch of constant load stands before the first fault, so recovery is not judged'];
  if (baseline.gates) return [];
  return [
    `the baseline (${baseline.stage}) lasts ${Math.round((baseline.endMs - baseline.startMs) / 100) / 10} s: shorter than 10 s it gates nothing${faults === 0 ? '' : ', and is no reference: faults are injected whatever it shows, and recovery is not judged'}`,
  ];
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
