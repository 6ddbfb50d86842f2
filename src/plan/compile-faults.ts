/** Faults placed on the clock. */
import type { FaultKind, FaultProblem } from '../faults/fault.ts';
import { checkRamps } from '../faults/ramp.ts';
import { readFault } from '../faults/read-fault.ts';
import { kindOf } from '../faults/shelf.ts';
import { isMap } from '../scenario/origins.ts';
import type { Path } from '../scenario/mistake.ts';
import { faultCommonKeys, faultSettings } from '../scenario/fault-schema.ts';
import { readAs } from '../scenario/schema-mistakes.ts';
import { checkFaultServer } from './check-fault-server.ts';
import { checkRemoval } from './check-removal.ts';
import { checkFaultWindow, faultWindow, type Placed } from './fault-window.ts';
import { linksOf } from './fault-links.ts';
import { checkEnvText } from './environment.ts';
import { unknownName } from './unknown-name.ts';
import type { Draft } from './draft.ts';
import type { PlannedFault, PlannedLink, PlannedLoad } from './plan.ts';

export interface FaultGround {
  readonly load: PlannedLoad;
  readonly links: readonly PlannedLink[];
  /** Names of the processes the scenario starts. */
  readonly processes: readonly string[];
  /** The Toxiproxy server that links without one of their own are on; null: the run finds one. */
  readonly toxiproxy: string | null;
}

export function compileFaults(draft: Draft, ground: FaultGround): PlannedFault[] {
  const written = Array.isArray(draft.raw['faults']) ? draft.raw['faults'] : [];
  const faults: PlannedFault[] = [];
  /** By the id that is written, which several links may share. */
  const placed: Placed[] = [];
  for (const [index, value] of written.entries()) {
    const path: Path = ['faults', index];
    for (const fault of compileFault(draft, value, path, ground, placed)) {
      if (faults.some(({ id }) => id === fault.id))
        draft.report({ path: [...path, 'id'], message: `a fault named ${fault.id} stands above already` });
      if (ground.load.stages.some(({ name }) => name === fault.id))
        draft.report({ path: [...path, 'id'], message: `${fault.id} is the name of a stage: stages and faults share their names` });
      checkOverlap(draft, fault, faults, path);
      faults.push(fault);
    }
  }
  return faults;
}

/** One for each link it names; none where it can't be read. */
function compileFault(draft: Draft, value: unknown, path: Path, ground: FaultGround, placed: Placed[]): PlannedFault[] {
  const settings = readAs(faultSettings, value, path, draft.report);
  if (!isMap(value)) return [];
  const spec = specOf(draft, value, path);
  const links = linksOf(draft, value, path, spec ? kindOf(spec).on : undefined, ground.links);
  const window = faultWindow(draft, value, path, ground.load, placed);
  if (spec === undefined || window === undefined || settings === undefined) return [];
  const { atMs, forMs } = window;
  const { id, at } = settings;
  placed.push({ id, endMs: atMs + forMs });
  checkFaultWindow(draft, value, path, window, ground.load);
  const kind = kindOf(spec);
  tell(draft, path, [...(kind.check?.(spec, forMs) ?? []), ...checkRamps(spec, forMs)]);
  checkWords(draft, spec.attributes, path);
  checkProcess(draft, spec.attributes['process'], path, kind, ground.processes);
  const { stages } = ground.load;
  const touched = stages.filter((stage) => stage.startMs < atMs + forMs && stage.startMs + stage.forMs > atMs).map(({ name }) => name);
  return links.map((link) => {
    const planned = ground.links.find(({ name }) => name === link);
    checkFaultServer(draft, path, kind, planned, ground.toxiproxy);
    checkRemoval(draft, path, spec, planned, ground.toxiproxy);
    const own = value['links'] === undefined ? id : `${id}-${String(link)}`;
    return { id: own, link, spec, atMs, forMs, at, stages: touched };
  });
}

function specOf(draft: Draft, value: Record<string, unknown>, path: Path): PlannedFault['spec'] | undefined {
  const { stream, toxicity, ...rest } = value;
  const attributes = Object.fromEntries(Object.entries(rest).filter(([key]) => !faultCommonKeys.includes(key)));
  const { spec, problems } = readFault(value['type'], attributes, { stream, toxicity });
  tell(draft, path, problems ?? []);
  return spec;
}

function tell(draft: Draft, path: Path, problems: readonly FaultProblem[]): void {
  for (const problem of problems) {
    const key = problem.path[0];
    const on = key !== undefined && /has no attribute|has no meaning/.test(problem.message) ? 'key' : 'value';
    draft.report({
      path: [...path, ...problem.path],
      on,
      message: problem.message,
      ...(problem.hint === undefined ? {} : { hint: problem.hint }),
    });
  }
}

/** `${env.NAME}` in a command. */
function checkWords(draft: Draft, attributes: PlannedFault['spec']['attributes'], path: Path): void {
  for (const [key, words] of Object.entries(attributes))
    for (const [index, word] of (Array.isArray(words) ? words : []).entries()) {
      const wrong = checkEnvText(String(word), draft.env);
      if (wrong !== null) draft.report({ path: [...path, key, index], message: wrong });
    }
}

function checkProcess(draft: Draft, name: unknown, path: Path, { on }: FaultKind, known: readonly string[]): void {
  if (on !== 'process' || typeof name !== 'string' || known.includes(name)) return;
  draft.report({
    path: [...path, 'process'],
    message: unknownName('process', name, known),
    hint: 'a fault acts on a process that the scenario itself starts, under processes',
  });
}

function checkOverlap(draft: Draft, fault: PlannedFault, before: readonly PlannedFault[], path: Path): void {
  const overlapping = before.filter((other) => other.atMs < fault.atMs + fault.forMs && fault.atMs < other.atMs + other.forMs);
  const outage = overlapping.find((other) => fault.link !== null && other.link === fault.link && takesDown(other) && takesDown(fault));
  const same = overlapping.find(
    (other) => kindOf(fault.spec).on === 'process' && other.spec.attributes['process'] === fault.spec.attributes['process'],
  );
  // Of one fault on several links nobody asks what each of them does.
  const others = overlapping.filter((other) => other.atMs !== fault.atMs || other.forMs !== fault.forMs || other.spec !== fault.spec);
  if (outage)
    draft.report({
      path: [...path, 'at'],
      message: `link ${fault.link} is down already then, by fault ${outage.id}`,
      hint: 'let one outage begin after the other has ended',
    });
  else if (same)
    draft.report({
      path: [...path, 'at'],
      message: `fault ${same.id} acts on process ${String(fault.spec.attributes['process'])} already then`,
      hint: 'let one begin after the other has ended',
    });
  else if (others[0])
    draft.warn(
      `faults ${others[0].id} and ${fault.id} overlap: what each of them does, and the recovery from the first, can't be told apart`,
    );
}

function takesDown({ spec, forMs }: PlannedFault): boolean {
  return kindOf(spec)
    .steps(spec, forMs)
    .some((step) => step.do === 'disable-proxy');
}
