/** Objectives and abort rules: read, and their names bound to what the plan has. */
import { bindNames, knownIn, namesIn, type Names } from '../objectives/names.ts';
import { parseAbort, type AbortRule } from '../objectives/parse-abort.ts';
import { parseObjective } from '../objectives/parse.ts';
import { columnOf } from '../objectives/tokens.ts';
import type { Objective } from '../objectives/objective.ts';
import { journeySchema, methods, stepSchema } from '../scenario/journey-schema.ts';
import type { Path } from '../scenario/mistake.ts';
import { breakerSchema } from '../scenario/breaker-schema.ts';
import { formatMs } from '../units.ts';
import { unknownName } from './unknown-name.ts';
import { probeSchema } from '../scenario/probe-schema.ts';
import { lacksNames, type Draft } from './draft.ts';
import type { Plan, PlannedAbort } from './plan.ts';

type Known = Pick<Plan, 'load' | 'faults' | 'breakers' | 'probes' | 'alerts'>;

export function compileObjectives(draft: Draft, plan: Known): Objective[] {
  const objectives: Objective[] = [];
  for (const [index, text] of textsOf(draft, 'objectives')) {
    const path: Path = ['objectives', index];
    const read = parseObjective(text);
    if (!('objective' in read)) draft.report({ path, ...read });
    else {
      checkNames(draft, plan, text, { ...namesIn(read.objective), stages: [] }, path);
      objectives.push(bindNames(read.objective, knownIn(plan)));
    }
  }
  return objectives;
}

export function compileAborts(draft: Draft, plan: Known): PlannedAbort[] {
  const rules: PlannedAbort[] = [];
  for (const [index, text] of textsOf(draft, 'abort')) {
    const path: Path = ['abort', index];
    const read = parseAbort(text);
    if (!('condition' in read)) draft.report({ path, ...read });
    else {
      const { condition, forMs, from } = read;
      checkNames(draft, plan, text, { ...namesIn(condition), stages: from?.stage == null ? [] : [from.stage] }, path);
      // An objective that can't be judged is said to be so; a rule that can't act is no rule.
      if (condition.kind === 'alert-fires' && plan.alerts === undefined && draft.raw['alerts'] === undefined)
        draft.report({ path, message: 'no alerts are read, so the rule could never act', hint: 'say where they are with `alerts`' });
      const late = tooLate(draft, plan, read);
      if (late !== null) draft.report({ path, ...late, ...columnAt('from', text) });
      rules.push({ text, condition: bindNames(condition, knownIn(plan)), forMs, ...(from ? { from } : {}) });
    }
  }
  return rules;
}

/** A rule whose time is not over when the load ends; null: it has the time, or that can't be known. */
function tooLate(draft: Draft, { load }: Known, { from, forMs }: AbortRule): { message: string; hint: string } | null {
  if (from === undefined || lacksNames(draft, ['load', 'stages'], stageLengths)) return null;
  const startMs = from.stage === null ? 0 : load.stages.find(({ name }) => name === from.stage)?.startMs;
  if (startMs === undefined) return null;
  const beginMs = startMs + from.offsetMs;
  if (beginMs < load.totalMs && beginMs + forMs <= load.totalMs) return null;
  const takes = forMs > 0 ? `it takes ${formatMs(forMs)}` : 'it looks';
  return {
    message: `the rule could never act: from ${formatMs(beginMs)} on ${takes}, and the load ends after ${formatMs(load.totalMs)}`,
    hint: 'let it begin earlier, or leave `from` out',
  };
}

function textsOf(draft: Draft, key: 'objectives' | 'abort'): [number, string][] {
  const list = Array.isArray(draft.raw[key]) ? draft.raw[key] : [];
  return [...list.entries()].filter((entry): entry is [number, string] => typeof entry[1] === 'string' && entry[1] !== '');
}

function checkNames(draft: Draft, plan: Known, text: string, names: Names & { readonly stages: readonly string[] }, path: Path): void {
  const stages = plan.load.stages.map(({ name }) => name);
  const faults = faultNames(draft, plan);
  const breakers = plan.breakers.map(({ name }) => name);
  const probes = (plan.probes ?? []).map(({ name }) => name);
  const journeys = plan.load.journeys;
  const routes = [...new Set(knownIn(plan).routes)];
  const journeyNames = journeys.map(({ name }) => name);
  const check = (kind: string, used: readonly string[], known: readonly string[]): void => {
    for (const name of used) {
      if (known.includes(name)) continue;
      draft.report({ path, message: unknownName(kind, name, known), ...columnAt(name, text) });
    }
  };
  check('fault', names.faults, faults);
  if (!lacksNames(draft, ['breakers'], without(breakerSchema, ['name']))) check('breaker', names.breakers, breakers);
  if (!lacksNames(draft, ['load', 'journeys'], namelessInJourneys)) {
    check('route or journey', names.scopes, [...new Set([...routes, ...journeyNames])]);
    check('route', names.routes, routes);
    check('journey', names.journeys, journeyNames);
  }
  if (!lacksNames(draft, ['probes'], namelessInProbes)) check('probe', names.probes, probes);
  if (!lacksNames(draft, ['load', 'stages'], stageLengths)) {
    check('stage or fault', names.either, [...stages, ...faults]);
    check('stage', names.stages, stages);
  }
}

function columnAt(name: string, text: string): { column?: number } {
  const column = columnOf(name, text);
  return column === undefined ? {} : { column };
}

/** What a stage without a mistake in it has. */
const stageLengths = ['for', 'rate', 'users'];

const namelessInProbes = probeSchema.options.flatMap((option) => without(option, ['name']));

/** A step without a name is called by its method and path. */
const namelessInJourneys = [...without(journeySchema, ['name', 'steps']), ...without(stepSchema, ['name', ...methods])];

function without({ shape }: { readonly shape: object }, names: readonly string[]): string[] {
  return Object.keys(shape).filter((key) => !names.includes(key));
}

/** Faults with mistakes of their own are still known by name. */
function faultNames(draft: Draft, plan: Known): string[] {
  const written = Array.isArray(draft.raw['faults']) ? draft.raw['faults'] : [];
  const ids = written.map((fault) => (typeof fault === 'object' && fault !== null ? (fault as { id?: unknown }).id : undefined));
  return [...new Set([...plan.faults.map(({ id }) => id), ...ids.filter((id) => typeof id === 'string')])];
}
