/**
 * The contract of a load engine, and the one there is: an open model, in which send times come from the plan and never wait
 * for answers.
 */
import { ChaosError } from '../../errors.ts';
import type { Emit, Outcome } from '../../events/event.ts';
import type { PlannedLoad } from '../../plan/plan.ts';
import type { Clock } from '../clock.ts';
import { Random } from '../random.ts';
import { Arrivals } from './arrivals.ts';
import { compileJourneys } from './journey.ts';
import { originOf } from './origin.ts';
import type { Target } from './request.ts';
import { Run } from './run.ts';
import { measureReach } from './warm-up.ts';

export interface LoadOptions {
  readonly load: PlannedLoad;
  readonly target: { readonly url: string; readonly headers: Readonly<Record<string, string>> };
  readonly runId: string;
  readonly seed: number;
  readonly clock: Clock;
  readonly emit: Emit;
  /** Told each id that an answer acknowledged. */
  readonly acknowledge: (id: string) => void;
  /** Whether a host other than the target's may be asked; a name or address without its port. */
  readonly allowHost: (host: string) => boolean;
}

export interface LoadCounts {
  readonly intended: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** Requests handed to a connection. */
  readonly sent: number;
  /** Attempts to open a connection. */
  readonly connectionsOpened: number;
  readonly connectionsFailed: number;
}

export interface LoadEngine {
  /** Half a second of requests to a sink in this process, never to the target: code runs warm, and the machine's reach is known. */
  warmUp(): Promise<{ perSecond: number }>;
  /** Starts the load; t = 0 is at `t0ClockMs` on the engine's clock. Once only. */
  start(t0ClockMs: number): LoadRun;
}

export interface LoadRun {
  /** All stages are over and everything in flight has its outcome, or the run was stopped. Never rejects. */
  readonly ended: Promise<void>;
  /** No more sends; what is due or in flight is cancelled and counted. The last events are out when it resolves. */
  stop(): Promise<void>;
  inFlight(): number;
  counts(): LoadCounts;
  /** The stage goes on at the rate of this moment until released; what follows is later by as long. Outside the stages: nothing. */
  hold(): void;
  release(): void;
  /** By how much holds have put off what follows, so far; a hold that lasts is counted up to now. */
  shiftMs(): number;
}

/** Throws SCENARIO_INVALID or HOST_NOT_ALLOWED for what can't be sent as it is written; sends nothing. */
export function createLoadEngine(options: LoadOptions): LoadEngine {
  const { load, clock, seed, runId } = options;
  const target = targetOf(options);
  const random = new Random(seed);
  const journeys = compileJourneys(load, target, { random, runId, env: process.env, allowHost: options.allowHost });
  return {
    warmUp: () => measureReach({ load, target, clock }),
    start: (t0ClockMs) => {
      const arrivals = new Arrivals(load.stages, load.arrival, random.sequence('arrivals'));
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
