/** Breakers that an objective wants closed during the baseline: one that was open in what counts of it speaks against it. */
import type { Event } from '../events/event.ts';
import { followBreaker } from './breaker-states.ts';
import type { Objective } from './objective.ts';
import { instancesNeeded } from './share-of-instances.ts';

type StaysClosed = Extract<Objective, { kind: 'breaker-stays-closed' }>;

export interface ClosedWatch {
  see(event: Event): void;
  /** Too many of its instances were open, in a sentence; or null. */
  problem(): string | null;
}

const all = 1;
const wasOpen = 'it was open';

/** `within`: whether a time lies in what counts of the baseline. */
export function watchClosed({ text, breaker, onShare = all }: StaysClosed, within: (tMs: number) => boolean): ClosedWatch {
  const states = followBreaker(breaker);
  /** What was seen of each instance that was not closed throughout. */
  const failed = new Map<string, string>();
  /** The first moment that counted, as far as something happened. */
  let sinceMs: number | null = null;
  const look = (tMs: number, what: string): void => {
    if (!within(tMs)) return;
    sinceMs ??= tMs;
    for (const instance of states.open()) if (!failed.has(instance)) failed.set(instance, what);
  };
  const closedBefore = (ms: number): boolean => sinceMs !== null && ms < sinceMs && !within(ms);
  return {
    see(event) {
      // What was so before may still be.
      look(event.tMs, wasOpen);
      states.see(event);
      look(event.tMs, event.type === 'breaker' ? 'it opened' : wasOpen);
      // It had closed before, which was told late.
      if (event.type === 'breaker' && event.breaker === breaker && event.to === 'closed' && closedBefore(event.atMs[1]))
        if (failed.get(event.instance) === wasOpen) failed.delete(event.instance);
      // Nothing of it can be believed then.
      if (event.type === 'breaker-source' && event.breaker === breaker && event.unusable !== undefined) failed.delete(event.instance);
    },
    problem() {
      const instances = states.instances();
      const [first] = failed;
      if (first === undefined || instances - failed.size >= instancesNeeded(onShare, instances)) return null;
      const [instance, what] = first;
      const more = failed.size > 1 ? ` and ${failed.size - 1} more` : '';
      return `${text}: ${what}${instance === '' ? '' : ` (${instance}${more})`}`;
    },
  };
}
