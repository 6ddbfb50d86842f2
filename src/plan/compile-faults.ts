/** Faults placed on the clock. */
import { readFault } from '../faults/read-fault.ts';
import { isMap } from '../scenario/origins.ts';
import type { Path } from '../scenario/mistake.ts';
import { readMoment } from '../scenario/moment.ts';
import { readDuration } from '../scenario/quantities.ts';
import { readAs } from '../scenario/schema-mistakes.ts';
import { faultCommonKeys, faultSettings } from '../scenario/schema.ts';
import { writeDuration } from '../units.ts';
import { checkRemoval } from './check-removal.ts';
import { unknownName } from './compile-target.ts';
import { lacksNames, type Draft } from './draft.ts';
import type { PlannedFault, PlannedLink, PlannedLoad } from './plan.ts';

export function compileFaults(draft: Draft, load: PlannedLoad, links: readonly PlannedLink[]): PlannedFault[] {
  const written = Array.isArray(draft.raw['faults']) ? draft.raw['faults'] : [];
  const faults: PlannedFault[] = [];
  for (const [index, value] of written.entries()) {
    const path: Path = ['faults', index];
    const fault = compileFault(draft, value, path, load, links);
    if (fault === undefined) continue;
    if (faults.some(({ id }) => id === fault.id))
      draft.report({ path: [...path, 'id'], message: `a fault named ${fault.id} stands above already` });
    if (load.stages.some(({ name }) => name === fault.id))
      draft.report({ path: [...path, 'id'], message: `${fault.id} is the name of a stage: stages and faults share their names` });
    checkOverlap(draft, fault, faults, path);
    faults.push(fault);
  }
  return faults;
}

function compileFault(
  draft: Draft,
  value: unknown,
  path: Path,
  load: PlannedLoad,
  links: readonly PlannedLink[],
): PlannedFault | undefined {
  const settings = readAs(faultSettings, value, path, draft.report);
  if (!isMap(value)) return undefined;
  const link = typeof value['link'] === 'string' ? linkOf(draft, value['link'], [...path, 'link'], links) : '';
  const spec = specOf(draft, value, path);
  if (spec !== undefined)
    checkRemoval(
      draft,
      spec,
      links.find(({ name }) => name === link),
      path,
    );
  const window = windowOf(draft, value, path, load);
  if (spec === undefined || window === undefined || settings === undefined) return undefined;
  const { atMs, forMs } = window;
  const stages = load.stages.filter((stage) => stage.startMs < atMs + forMs && stage.startMs + stage.forMs > atMs).map(({ name }) => name);
  return { id: settings.id, link, spec, atMs, forMs, at: settings.at, stages };
}

function linkOf(draft: Draft, written: string, path: Path, links: readonly PlannedLink[]): string {
  const roles = isMap(draft.raw['roles']) ? draft.raw['roles'] : {};
  const role = Object.hasOwn(roles, written) ? roles[written] : undefined;
  const link = typeof role === 'string' ? role : written;
  const known = links.map(({ name }) => name);
  if (!known.includes(link)) {
    const message =
      link === written ? unknownName('link', link, known) : `role ${written} means link "${link}": ${unknownName('link', link, known)}`;
    draft.report({
      path,
      message,
      hint:
        known.length === 0
          ? `name it with --link ${link}=LISTEN,UPSTREAM, or under links`
          : 'links are named under links, or with --link NAME=LISTEN,UPSTREAM',
    });
  }
  return link;
}

function specOf(draft: Draft, value: Record<string, unknown>, path: Path): PlannedFault['spec'] | undefined {
  const { stream, toxicity, ...rest } = value;
  const attributes = Object.fromEntries(Object.entries(rest).filter(([key]) => !faultCommonKeys.includes(key)));
  const { spec, problems } = readFault(value['type'], attributes, { stream, toxicity });
  for (const problem of problems ?? []) {
    const key = problem.path[0];
    const on = key !== undefined && /has no attribute|has no meaning/.test(problem.message) ? 'key' : 'value';
    draft.report({
      path: [...path, ...problem.path],
      on,
      message: problem.message,
      ...(problem.hint === undefined ? {} : { hint: problem.hint }),
    });
  }
  return spec;
}

function windowOf(
  draft: Draft,
  value: Record<string, unknown>,
  path: Path,
  load: PlannedLoad,
): { atMs: number; forMs: number } | undefined {
  const length = readDuration(value['for']);
  if (typeof value['at'] !== 'string' && typeof value['at'] !== 'number') return undefined;
  const moment = readMoment(
    value['at'],
    load.stages.map(({ name }) => name).filter((name) => name !== ''),
  );
  if (!('value' in moment)) {
    if (moment.message.startsWith('no stage ') && lacksNames(draft, ['load', 'stages'], ['for', 'rate', 'users'])) return undefined;
    draft.report({ path: [...path, 'at'], message: moment.message, ...(moment.hint === undefined ? {} : { hint: moment.hint }) });
    return undefined;
  }
  const { stage, offsetMs } = moment.value;
  const atMs = (stage === null ? 0 : (load.stages.find(({ name }) => name === stage)?.startMs ?? 0)) + offsetMs;
  if (!('value' in length)) return undefined;
  const forMs = length.value;
  if (atMs < 0) draft.report({ path: [...path, 'at'], message: `"${String(value['at'])}" is before the load begins` });
  else if (atMs + forMs >= load.totalMs && load.stages.every((each) => each.forMs > 0)) {
    // With a stage of unknown length nobody knows when the load ends.
    const message = `the fault ends at ${writeDuration(atMs + forMs)}, and the load at ${writeDuration(load.totalMs)}: a fault must end before the load does`;
    draft.report({
      path: [...path, 'for'],
      message,
      hint: 'let it begin earlier, last shorter, or add a stage after it in which recovery can be seen',
    });
  }
  return { atMs, forMs };
}

function checkOverlap(draft: Draft, fault: PlannedFault, before: readonly PlannedFault[], path: Path): void {
  const overlapping = before.filter((other) => other.atMs < fault.atMs + fault.forMs && fault.atMs < other.atMs + other.forMs);
  const outage = overlapping.find((other) => other.link === fault.link && other.spec.type === 'down' && fault.spec.type === 'down');
  if (outage)
    draft.report({
      path: [...path, 'at'],
      message: `link ${fault.link} is down already then, by fault ${outage.id}`,
      hint: 'let one outage begin after the other has ended',
    });
  else if (overlapping[0])
    draft.warn(
      `faults ${overlapping[0].id} and ${fault.id} overlap: what each of them does, and the recovery from the first, can't be told apart`,
    );
}
