/**
 * The plan of a wiring check: a few requests a second, and one link after the other is slowed for a moment. It runs as any plan does,
 * with the same guards, journal and undo; what it shows is which routes felt which link.
 */
import { ChaosError } from '../errors.ts';
import { readFault } from '../faults/read-fault.ts';
import { formatMs, formatRate } from '../units.ts';
import { hashPlan } from './plan-hash.ts';
import type { Plan, PlannedFault, PlannedJourney, PlannedLoad } from './plan.ts';

/** Of each link: as it is, then slowed. */
const usualMs = 3_000;
const slowedMs = 3_000;
/** After the last of them: a fault ends before the load does. */
const tailMs = 1_000;

/** Enough for a handful of requests of each journey in either half, and never a load. */
const perJourney = 4;
const rates = { least: 5, most: 20 };

/** The header that tells its requests from the load of a run. */
export const wireMark = { 'x-stampede': 'wire' } as const;

/** Throws USAGE for a plan without links, GUARD_EXCEEDED where its own guards do not leave room for so little. */
export function wirePlan(plan: Plan): Plan {
  if (plan.links.length === 0)
    throw new ChaosError(
      'USAGE',
      'this scenario has no links, so there is no wiring to check',
      'name them under links, or with --link NAME=LISTEN,UPSTREAM',
    );
  const load = wireLoad(plan.load, plan.links.length);
  checkGuard(plan, load);
  const faults = plan.links.map(({ name }, index) => slowed(name, index, plan.load.timeoutMs));
  const target = { ...plan.target, headers: { ...plan.target.headers, ...wireMark } };
  const wire: Plan = {
    ...plan,
    name: `${plan.name}-wire`,
    title: `Wiring of ${plan.name}`,
    story: '',
    target,
    load,
    faults,
    breakers: [],
    objectives: [],
    abort: [],
    baseline: null,
    reconcile: null,
    business: null,
    warnings: [],
  };
  return { ...wire, hash: hashPlan(wire) };
}

/** Every journey as often as any other, and none that pauses: a route that is rare in the load is not rare here. */
function wireLoad(load: PlannedLoad, links: number): PlannedLoad {
  const perSecond = Math.min(rates.most, Math.max(rates.least, perJourney * load.journeys.length));
  const totalMs = links * (usualMs + slowedMs) + tailMs;
  const arrivals = (perSecond * totalMs) / 1_000;
  return {
    ...load,
    model: 'open',
    basePerSecond: perSecond,
    thinkMs: null,
    arrival: 'uniform',
    workers: 1,
    stages: [{ name: 'wire', startMs: 0, forMs: totalMs, shape: { shape: 'constant', perSecond }, users: null, arrivals }],
    journeys: load.journeys.map(inOneGo),
    totalMs,
    arrivals,
  };
}

function inOneGo(journey: PlannedJourney): PlannedJourney {
  const steps = journey.steps.map((step) => {
    const { thinkToMs: _, ...rest } = step;
    return { ...rest, thinkMs: 0 };
  });
  return { ...journey, weight: 1, steps };
}

function checkGuard({ guard }: Plan, { totalMs, basePerSecond }: PlannedLoad): void {
  const over =
    totalMs > guard.maxDurationMs
      ? `${formatMs(totalMs)}, and guard.maxDuration is ${formatMs(guard.maxDurationMs)}`
      : (basePerSecond ?? 0) > guard.maxRatePerSecond
        ? `${formatRate(basePerSecond ?? 0)}, and guard.maxRate is ${formatRate(guard.maxRatePerSecond)}`
        : null;
  if (over !== null) throw new ChaosError('GUARD_EXCEEDED', `the wiring check takes ${over}`, 'raise the guard, or leave --wire out');
}

/** Of the smaller delays the largest that no caller takes for an outage: a twentieth of the timeout, and at least 300 ms. */
function slowed(link: string, index: number, timeoutMs: number): PlannedFault {
  const latencyMs = Math.round(Math.min(1_000, timeoutMs / 3, Math.max(300, timeoutMs / 20)));
  const { spec } = readFault('latency', { latency: `${latencyMs}ms` });
  if (spec === undefined) throw new TypeError(`no latency of ${latencyMs} ms`);
  const atMs = index * (usualMs + slowedMs) + usualMs;
  return { id: `wire-${link}`, link, spec, atMs, forMs: slowedMs, at: `${atMs / 1_000}s`, stages: ['wire'] };
}
