/** When a time that an objective speaks of will be, if all goes as planned. */
import type { Interval } from '../events/event.ts';
import { leftOutMs } from './gate.ts';
import type { During } from './objective.ts';
import type { Facts } from './provability.ts';

/** null: there is no such stage or fault. */
export function plannedWindow(during: During, { load, faults }: Pick<Facts, 'load' | 'faults'>): Interval | null {
  if (during.over === 'run') return [0, load.totalMs];
  if (during.over === 'stage') {
    const stage = load.stages.find(({ name }) => name === during.name);
    if (!stage) return null;
    return [Math.min(stage.startMs + leftOutMs(stage.name), stage.startMs + stage.forMs), stage.startMs + stage.forMs];
  }
  const fault = faults.find(({ id }) => id === during.name);
  if (!fault) return null;
  return during.over === 'fault' ? [fault.atMs, fault.atMs + fault.forMs] : [fault.atMs + fault.forMs, load.totalMs];
}

/** ` during peak`, ` after slow`, or nothing. */
export function whenText(during: During): string {
  return during.over === 'run' ? '' : ` ${during.over === 'after' ? 'after' : 'during'} ${during.name}`;
}
