/** When a fault begins and how long it lasts. */
import { isMap } from '../scenario/origins.ts';
import type { Path } from '../scenario/mistake.ts';
import { readMoment } from '../scenario/moment.ts';
import { readDuration } from '../scenario/quantities.ts';
import { writeDuration } from '../units.ts';
import { lacksNames, type Draft } from './draft.ts';
import type { PlannedLoad } from './plan.ts';

/** A fault that others can begin after. */
export interface Placed {
  readonly id: string;
  readonly endMs: number;
}

export interface Window {
  readonly atMs: number;
  readonly forMs: number;
}

/** undefined, and reported where nobody else does, if it can't be read. */
export function faultWindow(
  draft: Draft,
  value: Record<string, unknown>,
  path: Path,
  load: PlannedLoad,
  placed: readonly Placed[],
): Window | undefined {
  const length = readDuration(value['for']);
  if (typeof value['at'] !== 'string' && typeof value['at'] !== 'number') return undefined;
  const moment = readMoment(
    value['at'],
    load.stages.map(({ name }) => name).filter((name) => name !== ''),
    idsAbove(draft, path),
  );
  if (!('value' in moment)) {
    if (moment.message.startsWith('no stage ') && lacksNames(draft, ['load', 'stages'], ['for', 'rate', 'users'])) return undefined;
    draft.report({ path: [...path, 'at'], message: moment.message, ...(moment.hint === undefined ? {} : { hint: moment.hint }) });
    return undefined;
  }
  const { stage, fault, offsetMs } = moment.value;
  const from = fault === undefined ? load.stages.find(({ name }) => name === stage)?.startMs : placed.find(({ id }) => id === fault)?.endMs;
  // One that stands above and can't be read is reported there.
  if (fault !== undefined && from === undefined) return undefined;
  return 'value' in length ? { atMs: (from ?? 0) + offsetMs, forMs: length.value } : undefined;
}

/** As they are written, also of faults that can't be read. */
function idsAbove({ raw }: Draft, path: Path): string[] {
  const above: unknown[] = Array.isArray(raw['faults']) ? raw['faults'].slice(0, Number(path.at(-1))) : [];
  return above.flatMap((fault) => (isMap(fault) && typeof fault['id'] === 'string' ? [fault['id']] : []));
}

export function checkFaultWindow(
  draft: Draft,
  value: Record<string, unknown>,
  path: Path,
  { atMs, forMs }: Window,
  load: PlannedLoad,
): void {
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
}
