/**
 * Several threads that send one load together, each its lane of the arrivals. What they tell is passed on without loss:
 * increments of the books are put end to end as soon as every thread has flushed, so that a line of the log covers the same
 * time of all of them. A thread that dies ends the load with its reason: a part of it would be missing.
 */
import { machineMs } from '../../clock.ts';
import type { Sending } from '../assemble.ts';
import type { LoadOptions, LoadRun } from '../contract.ts';
import { CrewRun } from './crew-run.ts';
import { Hand } from './hand.ts';

export interface Crew {
  /** All at once, because they share the machine; requests per second of all together. Throws LOAD_WORKER_DIED. */
  warmUp(): Promise<number>;
  start(t0ClockMs: number): LoadRun;
  /** Ends the threads. A load that is on its way is stopped first, by its run. */
  dismiss(): Promise<void>;
}

/** Starts the threads. One that can't be started, or dies, is told by the warm-up, or by the run that follows. */
export function hireCrew(count: number, options: LoadOptions): Crew {
  const { load, target, runId, seed, hosts, nameServers, evidence } = options;
  const sending: Sending = {
    load,
    target,
    runId,
    seed,
    hosts,
    ...(nameServers === undefined ? {} : { nameServers }),
    ...(evidence === undefined ? {} : { evidence }),
  };
  const hands = Array.from({ length: count }, (_, index) => new Hand({ ...sending, lane: { index, of: count } }));
  return {
    async warmUp() {
      const reached = await Promise.all(hands.map(warmed));
      return reached.reduce((sum, perSecond) => sum + perSecond, 0);
    },
    async dismiss() {
      await Promise.all(hands.map(({ thread }) => thread.terminate()));
    },
    start(t0ClockMs) {
      const t0MachineMs = t0ClockMs + machineMs() - options.clock.now();
      return new CrewRun(hands, { ...options, now: () => machineMs() - t0MachineMs, t0MachineMs });
    },
  };
}

function warmed(hand: Hand): Promise<number> {
  return new Promise((resolve, reject) => {
    hand.listen((message) => message.say === 'warm' && resolve(message.perSecond), reject);
    hand.tell({ do: 'warm-up' });
  });
}
