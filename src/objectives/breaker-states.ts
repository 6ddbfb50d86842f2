/** What each instance of a breaker is, as its sources have told so far: what acts while the run lasts goes by it. */
import type { BreakerState } from '../events/breaker-state.ts';
import type { Event } from '../events/event.ts';

export interface BreakerStates {
  see(event: Event): void;
  /** How many were ever heard of. */
  instances(): number;
  /** Those that are known not to be closed: half-open is on the way of a breaker that does not get well. */
  open(): string[];
}

/** A source that answers again tells what has changed meanwhile; what it does not tell is as it was. While it is silent nothing is known. */
export function followBreaker(name: string): BreakerStates {
  const states = new Map<string, BreakerState>();
  const silent = new Set<string>();
  return {
    see(event) {
      if (event.type === 'breaker' && event.breaker === name) states.set(event.instance, event.to);
      if (event.type === 'breaker-source' && event.breaker === name) {
        if (event.state || !states.has(event.instance)) states.set(event.instance, event.state ?? 'closed');
        if (event.answering && event.unusable === undefined) silent.delete(event.instance);
        else silent.add(event.instance);
      }
    },
    instances: () => states.size,
    open: () => [...states].flatMap(([instance, state]) => (state !== 'closed' && !silent.has(instance) ? [instance] : [])),
  };
}
