/** The load of a sample analysis: a hundred seconds of black friday with a slow spell, and the stages and routes that add up to it. Deterministic. */
import type { Analysis } from '../../src/analysis/analysis.ts';

type Outcomes = Analysis['totals']['outcomes'];

export const noOutcomes: Outcomes = {
  ok: 0,
  httpError: 0,
  timeout: 0,
  connectError: 0,
  reset: 0,
  protocolError: 0,
  dropped: 0,
  cancelled: 0,
};
export const nothing = { n: 0, p50: null, p90: null, p95: null, p99: null, max: null };

function offeredAt(second: number): number {
  if (second < 20) return 100;
  if (second < 25) return 100 + 80 * (second - 20) + 40;
  return second < 90 ? 500 : 100;
}

function wobble(second: number): number {
  return 1 + 0.12 * Math.sin(second * 1.7) + 0.06 * Math.sin(second * 0.53);
}

function second(t: number): Analysis['series'][number] {
  const offered = offeredAt(t);
  const slow = t >= 45 && t < 49;
  const degraded = t >= 49 && t < 66 ? Math.round(offered * 0.06) : 0;
  const timeout = slow ? Math.round(offered * 0.03) : 0;
  const httpError = slow ? Math.round(offered * 0.012) : t >= 22 && t < 24 ? 2 : 0;
  const base = t < 20 || t >= 90 ? 9 : 15;
  const round = (ms: number): number => Math.round(ms * 10) / 10;
  return {
    tMs: t * 1_000,
    offered,
    outcomes: { ...noOutcomes, ok: offered - timeout - httpError, timeout, httpError },
    degraded,
    connectionsOpened: t === 0 ? 20 : offered > 100 ? 6 : 1,
    responseMs: {
      p50: round(base * wobble(t)),
      p95: round(base * (slow ? 90 : 3.1) * wobble(t + 3)),
      p99: offered < 100 ? null : round(base * (slow ? 180 : 6) * wobble(t + 5)),
    },
  };
}

export function sum(series: Analysis['series']): Outcomes {
  const total = { ...noOutcomes };
  for (const { outcomes } of series) for (const key of Object.keys(total) as (keyof Outcomes)[]) total[key] += outcomes[key];
  return total;
}

export function measured(
  intended: number,
  outcomes: Outcomes,
  degraded: number,
  seconds: number,
  [p50, p95, p99, max]: [number, number, number, number],
) {
  const responseMs = { n: intended, p50, p90: Math.round(p50 * 2.1 * 10) / 10, p95, p99, max };
  return {
    intended,
    outcomes,
    degraded,
    shed: 0,
    errorRate: 1 - outcomes.ok / intended,
    offeredPerSecond: intended / seconds,
    goodputPerSecond: outcomes.ok / seconds,
    responseMs,
    responseOkMs: { ...responseMs, n: outcomes.ok },
    serviceMs: { ...responseMs },
  };
}

export const series = Array.from({ length: 100 }, (_, t) => second(t));
const within = (from: number, to: number): Analysis['series'] => series.slice(from, to);
export const intendedOf = (part: Analysis['series']): number => part.reduce((total, one) => total + one.offered, 0);
export const degradedOf = (part: Analysis['series']): number => part.reduce((total, one) => total + one.degraded, 0);

export function stage(name: string, from: number, to: number, times: [number, number, number, number]): Analysis['stages'][number] {
  const part = within(from, to);
  const intended = intendedOf(part);
  return {
    ...measured(intended, sum(part), degradedOf(part), to - from, times),
    name,
    startMs: from * 1_000,
    endMs: to * 1_000,
  };
}

export function route(
  name: string,
  journeys: string[],
  share: number,
  times: [number, number, number, number],
): Analysis['routes'][number] {
  const intended = Math.round(intendedOf(series) * share);
  const bad = name === 'checkout';
  return {
    ...measured(
      intended,
      { ...noOutcomes, ok: intended - (bad ? 84 : 0), timeout: bad ? 60 : 0, httpError: bad ? 24 : 0 },
      bad ? degradedOf(series) : 0,
      100,
      times,
    ),
    name,
    journeys,
    redirects: 0,
  };
}

const started = Math.round(intendedOf(series) * 0.06);

/** Of the buyers those fail whose checkout does. */
export const journeys: Analysis['journeys'] = [
  {
    name: 'browse',
    started: intendedOf(series) - started,
    completed: intendedOf(series) - started,
    failed: 0,
    cancelled: 0,
    completionRate: 1,
    durationMs: { n: intendedOf(series) - started, p50: 25.1, p90: 58, p95: 71, p99: 140, max: 610 },
    failedAt: [],
  },
  {
    name: 'buy',
    started,
    completed: started - 84,
    failed: 84,
    cancelled: 0,
    completionRate: 1 - 84 / started,
    durationMs: { n: started - 84, p50: 2_051, p90: 3_800, p95: 3_960, p99: 4_570, max: 4_810 },
    failedAt: [{ step: 2, route: 'checkout', count: 84 }],
  },
];
