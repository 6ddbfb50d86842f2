import type { Analysis, RouteRecovery } from '../../src/analysis/analysis.ts';

/** An entry of which nothing is known but what is given. */
export function entry(known: Partial<RouteRecovery> & Pick<RouteRecovery, 'scope' | 'status'>, why = 'not seen'): RouteRecovery {
  const none = {
    kind: 'route',
    referenceStage: null,
    reason: null,
    timeToDegradeMs: null,
    timeToDetectMs: null,
    timeToTripMs: null,
    timeToMitigateMs: null,
    mitigatedBy: null,
    recoveryMs: null,
    changePointMs: null,
    censoredAtMs: null,
    uncertaintyMs: null,
    breakerWaitMs: null,
    breakerResidualMs: null,
    residualMs: null,
    relapses: 0,
    degradedMs: null,
    resilienceLoss: null,
    resilience: null,
    depth: null,
    rapidity: null,
    overshoot: null,
    errorRate: null,
    unknown: {},
  } as const;
  const values = { ...none, ...known };
  const unknown = Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => (value === null && key !== 'reason' ? [[key, why]] : [])),
  );
  return { ...values, unknown };
}

/** Of the fault of the sample analysis, per route. */
export const perRoute: Analysis['recovery'][number]['perRoute'] = [
  entry({
    scope: 'checkout',
    status: 'recovered',
    referenceStage: 'peak',
    timeToDegradeMs: 210,
    timeToDetectMs: 1_400,
    timeToTripMs: [3_900, 4_150],
    timeToMitigateMs: [3_900, 4_150],
    mitigatedBy: 'breaker',
    recoveryMs: 1_240,
    changePointMs: 1_200,
    uncertaintyMs: 180,
    breakerWaitMs: 2_000,
    breakerResidualMs: 900,
    residualMs: 340,
    degradedMs: 21_030,
    resilienceLoss: 2.61,
    resilience: 0.876,
    depth: 0.71,
    rapidity: 0.22,
    overshoot: { arrivals: 1, answers: 1.38, latency: 2.4 },
    errorRate: { byRequest: 0.042, byTime: 0.118 },
  }),
  entry(
    {
      scope: 'product',
      status: 'never-degraded',
      referenceStage: 'peak',
      degradedMs: 0,
      resilienceLoss: 0,
      resilience: 1,
      errorRate: { byRequest: 0.0004, byTime: 0.0004 },
    },
    'it never degraded',
  ),
  entry({ scope: 'home', status: 'insufficient-data', reason: 'the reference at 500/s holds 62 of its requests, 100 are needed' }),
];
