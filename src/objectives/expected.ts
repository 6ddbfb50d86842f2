/**
 * How many requests a plan will bring, before anything is sent: the arrivals of its curve, times the steps of its journeys
 * when all goes well. Of users nobody knows: at most as many as they could start if every answer came at once.
 */
import type { PlannedLoad } from '../plan/plan.ts';
import { scheduleOf } from '../shapes/schedule.ts';
import type { ShapeSpec } from '../shapes/shape.ts';
import type { Scope } from './objective.ts';
import { routesOf } from './scope.ts';

export interface Expected {
  /** Requests of a scope (null: all) intended between two times. */
  requests(of: Scope, fromMs: number, toMs: number): number;
  /** Requests of a scope that an arrival brings, on average. */
  perArrival(of: Scope): number;
  /** Journey arrivals per second at a time. */
  rateAt(tMs: number): number;
  /** The mean of it between two times. */
  meanRate(fromMs: number, toMs: number): number;
}

export function expectedOf(load: PlannedLoad): Expected {
  const schedule = scheduleOf(
    load.stages.map((stage) => (stage.users === null ? stage : { ...stage, shape: atMost(stage.users, load.thinkMs) })),
  );
  const weights = load.journeys.reduce((sum, journey) => sum + journey.weight, 0);
  const perArrival = (of: Scope): number => {
    const routes = routesOf(of, load.journeys);
    const steps = load.journeys.map(
      (journey) => journey.weight * journey.steps.filter((step) => routes === null || routes.has(step.route)).length,
    );
    return weights > 0 ? steps.reduce((sum, one) => sum + one, 0) / weights : 0;
  };
  return {
    requests: (of, fromMs, toMs) => Math.max(0, schedule.sentBy(toMs) - schedule.sentBy(fromMs)) * perArrival(of),
    perArrival,
    rateAt: (tMs) => schedule.rateAt(tMs),
    meanRate: (fromMs, toMs) => ((schedule.sentBy(toMs) - schedule.sentBy(fromMs)) * 1_000) / (toMs - fromMs),
  };
}

/** Answered at once, a user starts a journey each think time; not even without one more than one a millisecond. */
function atMost(users: number, thinkMs: number | null): ShapeSpec {
  return { shape: 'constant', perSecond: (users * 1_000) / Math.max(1, thinkMs ?? 0) };
}
