/**
 * The load engine there is. In an open model send times come from the plan and never wait for answers; a closed one has users
 * who do.
 */
import { availableParallelism } from 'node:os';
import { peakRequestsPerSecond } from '../reach.ts';
import { assemble } from './assemble.ts';
import type { LoadEngine, LoadOptions } from './contract.ts';
import { hireCrew, type Crew } from './crew/crew.ts';
import { onlyLane } from './pace/lane.ts';
import { measureReach } from './warm-up.ts';

/** The sink of the warm-up takes its share of the same core, and a verdict of "out of reach" must be beyond doubt. */
const generosity = 2;

/** Throws SCENARIO_INVALID or HOST_NOT_ALLOWED for what can't be sent as it is written; sends nothing. */
export function createLoadEngine(options: LoadOptions): LoadEngine {
  const { load, clock, emit, acknowledge } = options;
  const assembled = assemble(options, onlyLane);
  let crew: Crew | undefined;
  let closed = false;
  const reachAlone = async (): Promise<number> => (await measureReach({ load, target: assembled.target, clock })).perSecond;
  return {
    async warmUp() {
      const alone = typeof load.workers === 'number' && load.workers > 1 ? 0 : await reachAlone();
      const workers = workersFor(load, alone);
      if (closed) return { perSecond: generosity * alone, workers };
      if (workers === 1) return { perSecond: generosity * alone, workers };
      crew = hireCrew(workers, options);
      return { perSecond: generosity * (await crew.warmUp()), workers };
    },
    async close() {
      closed = true;
      await crew?.dismiss();
    },
    start(t0ClockMs) {
      if (crew !== undefined) return crew.start(t0ClockMs);
      const onFlush: Parameters<typeof assembled.start>[0]['onFlush'] = (increments) => {
        if (increments !== undefined) emit({ type: 'load', ...increments });
      };
      return assembled.start({ now: () => clock.now() - t0ClockMs, emit, onFlush, acknowledge });
    },
  };
}

/**
 * How many threads send: as many as the plan says, or, left to the tool, one up to what one was seen to reach, and then as
 * many as it takes and there are cores for; users, who have no rate, are left to one. `perSecond` is what one reached in the warm-up, with the sink beside it.
 */
export function workersFor(load: LoadOptions['load'], perSecond: number): number {
  const wanted =
    load.workers === 'auto'
      ? Math.min(availableParallelism(), Math.ceil((peakRequestsPerSecond(load) ?? 0) / Math.max(1, perSecond)))
      : load.workers;
  // Each needs a place in flight of its own.
  return Math.max(1, Math.min(wanted, load.maxInFlight));
}
