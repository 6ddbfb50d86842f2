/** A watch on breakers of a test, and what it told, on the machine's clock. */
import { tmpdir } from 'node:os';
import type { Emit, Event, EventOf, Interval } from '../../src/events/event.ts';
import type { PlannedBreaker } from '../../src/plan/plan.ts';
import { machineMs, systemClock } from '../../src/run/clock.ts';
import { watchBreakers, type BreakerWatch, type WatchOptions } from '../../src/run/observe/breakers/watch.ts';
import type { TrueTransition } from './opossum-services.ts';

export interface Watching extends BreakerWatch {
  readonly told: readonly Event[];
  of<T extends Event['type']>(type: T): EventOf<T>[];
  /** `closed>open`, of one instance. */
  moves(instance: string): string[];
  /** To each state, by the machine's clock. */
  times(instance: string, to: string): Interval[];
}

const target = { url: 'http://127.0.0.1:1/', headers: {}, tls: null };

/** Run time is the machine's monotonic clock. */
export function watching(
  breakers: readonly (Pick<PlannedBreaker, 'name' | 'preset'> & Partial<PlannedBreaker>)[],
  more: Partial<WatchOptions> = {},
): Watching {
  const told: Event[] = [];
  const emit: Emit = (body, tMs = machineMs()) => {
    const event = { ...body, tMs } as Event;
    told.push(event);
    watch.see(event);
  };
  const watch = watchBreakers({
    breakers: breakers.map((breaker) => ({ urls: [], match: {}, link: null, waitMs: null, ...breaker })),
    target,
    clock: systemClock,
    emit,
    toRunMs: (clockMs) => clockMs + machineMs() - performance.now(),
    runDir: tmpdir(),
    ...more,
  });
  const of: Watching['of'] = (type) => told.filter((event) => event.type === type) as never;
  const own = (instance: string) => of('breaker').filter((event) => event.instance === instance);
  return {
    ...watch,
    told,
    of,
    moves: (instance) => own(instance).map(({ from, to }) => `${from}>${to}`),
    times: (instance, to) => own(instance).flatMap((event) => (event.to === to ? [event.atMs] : [])),
  };
}

/** How many of the true times lie in the interval that stands in their place; two clocks of one machine differ by a hair. */
export function inside(truth: readonly TrueTransition[], to: string, intervals: readonly Interval[], hairMs = 1): boolean[] {
  return truth
    .filter((move) => move.to === to)
    .map(({ machineMs: at }, i) => {
      const interval = intervals[i];
      return interval !== undefined && at >= interval[0] - hairMs && at <= interval[1] + hairMs;
    });
}

export async function until(met: () => boolean, ms = 8_000): Promise<void> {
  const end = performance.now() + ms;
  while (!met()) {
    if (performance.now() > end) throw new Error(`it did not come about within ${ms} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
