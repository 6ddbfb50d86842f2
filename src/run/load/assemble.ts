/** From a planned load to one that runs: the target, what visitors do there, when they come. The same in the main thread and in a worker. */
import { ChaosError } from '../../errors.ts';
import type { Emit } from '../../events/event.ts';
import { hostAllowed } from '../../plan/hosts.ts';
import { Random } from '../random.ts';
import type { LoadIncrements } from './books/accounting.ts';
import { Arrivals } from './pace/arrivals.ts';
import type { LoadOptions } from './contract.ts';
import { createDial } from './wire/dial.ts';
import { compileJourneys, type Journeys } from './visit/journey.ts';
import type { Lane } from './pace/lane.ts';
import { originOf } from './wire/origin.ts';
import type { Target } from './visit/request.ts';
import { Run } from './run.ts';
import { Users } from './pace/users.ts';
import { keepYoungSpace } from './young-space.ts';

/** What is to be sent; plain data, so that it can be handed to a worker. */
export type Sending = Pick<LoadOptions, 'load' | 'target' | 'runId' | 'seed' | 'hosts' | 'nameServers' | 'evidence'>;

export interface Assembled {
  readonly target: Target;
  readonly journeys: Journeys;
  /** Starts the lane's share of the load. `now` is milliseconds from t = 0. */
  start(told: {
    readonly now: () => number;
    readonly emit: Emit;
    readonly onFlush: (increments: LoadIncrements | undefined, nowMs: number) => void;
    readonly acknowledge: (id: string, tMs: number) => void;
  }): Run;
}

/** Throws SCENARIO_INVALID or HOST_NOT_ALLOWED for what can't be sent as it is written; sends nothing. */
export function assemble(sending: Sending, lane: Lane): Assembled {
  const { load, runId, seed, hosts, evidence } = sending;
  const allowHost = (host: string): boolean => hostAllowed(host, hosts);
  const target = targetOf(sending);
  const { tls } = sending.target;
  const dial = createDial({ target: tls === null ? null : { key: target.origin.key, tls }, nameServers: sending.nameServers });
  const random = new Random(seed);
  const journeys = compileJourneys(load, target, { random, runId, lane, env: process.env, allowHost });
  return {
    target,
    journeys,
    start: (told) => {
      // The warm-up has made it as large as this load fills it.
      keepYoungSpace();
      const arrivals =
        load.model === 'closed'
          ? new Users(load.stages, load.thinkMs ?? 0, lane)
          : new Arrivals(load.stages, load.arrival, random.sequence('arrivals'), lane);
      return new Run({ load, origin: target.origin, dial, journeys, arrivals, lane, ...(evidence ? { evidence } : {}), ...told });
    },
  };
}

function targetOf({ target }: Sending): Target {
  const origin = originOf(target.url);
  if (origin === undefined)
    throw new ChaosError('SCENARIO_INVALID', `the target ${target.url} is not an http or https URL`, 'write it as http://host:port');
  const { pathname, search, username, password } = new URL(target.url);
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const authorization = credentials === ':' ? {} : { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
  return { origin, path: pathname + search, headers: { ...authorization, ...target.headers } };
}
