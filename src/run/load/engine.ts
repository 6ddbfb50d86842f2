/**
 * The load engine there is. In an open model send times come from the plan and never wait for answers; a closed one has users
 * who do.
 */
import { ChaosError } from '../../errors.ts';
import { Random } from '../random.ts';
import { Arrivals } from './arrivals.ts';
import type { LoadEngine, LoadOptions } from './contract.ts';
import { compileJourneys } from './journey.ts';
import { originOf } from './origin.ts';
import type { Target } from './request.ts';
import { Run } from './run.ts';
import { Users } from './users.ts';
import { measureReach } from './warm-up.ts';

/** Throws SCENARIO_INVALID or HOST_NOT_ALLOWED for what can't be sent as it is written; sends nothing. */
export function createLoadEngine(options: LoadOptions): LoadEngine {
  const { load, clock, seed, runId } = options;
  const target = targetOf(options);
  const random = new Random(seed);
  const journeys = compileJourneys(load, target, { random, runId, env: process.env, allowHost: options.allowHost });
  return {
    warmUp: () => measureReach({ load, target, clock }),
    start: (t0ClockMs) => {
      const arrivals =
        load.model === 'closed'
          ? new Users(load.stages, load.thinkMs ?? 0)
          : new Arrivals(load.stages, load.arrival, random.sequence('arrivals'));
      return new Run({
        load,
        origin: target.origin,
        journeys,
        arrivals,
        now: () => clock.now() - t0ClockMs,
        emit: options.emit,
        acknowledge: options.acknowledge,
      });
    },
  };
}

function targetOf({ target }: LoadOptions): Target {
  const origin = originOf(target.url);
  if (origin === undefined)
    throw new ChaosError('SCENARIO_INVALID', `the target ${target.url} is not an http or https URL`, 'write it as http://host:port');
  const { pathname, search, username, password } = new URL(target.url);
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const authorization = credentials === ':' ? {} : { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
  return { origin, path: pathname + search, headers: { ...authorization, ...target.headers } };
}
