/**
 * Abort rules, judged while the run goes on: a fold over its events. Time goes on with the lines of the load and of the
 * generator, of which one comes every half second at least, whether or not the target answers.
 */
import type { Event } from '../events/event.ts';
import type { PlannedAbort, PlannedJourney } from '../plan/plan.ts';
import type { ConditionWatch } from './abort-condition.ts';
import { watchMeasure } from './abort-measure.ts';
import { watchState } from './abort-state.ts';
import type { AbortCondition } from './objective.ts';

export interface AbortHit {
  readonly rule: string;
  /** `97 % over the last 30s (2914 requests), the rule says > 95 %` */
  readonly reason: string;
}

/** Give it each event of the run in order; the first rule that is met is answered, each time it is met. */
export function createAbortWatch(
  rules: readonly PlannedAbort[],
  journeys: readonly PlannedJourney[] = [],
): (event: Event) => AbortHit | null {
  const watches = rules.map((rule) => {
    const began = watchBeginning(rule.from);
    const met = watchCondition(rule, journeys);
    return { rule: rule.text, see: (event: Event) => met(event, began(event)) };
  });
  return (event) => {
    let first: AbortHit | null = null;
    for (const { rule, see } of watches) {
      const reason = see(event);
      if (reason !== null) first ??= { rule, reason };
    }
    return first;
  };
}

function watchCondition({ condition, forMs }: PlannedAbort, journeys: readonly PlannedJourney[]): ConditionWatch {
  return isState(condition) ? watchState(condition, forMs) : watchMeasure(condition, forMs, journeys);
}

function isState(
  condition: AbortCondition,
): condition is Extract<AbortCondition, { kind: 'breaker-open' | 'probe-fails' | 'alert-fires' }> {
  return condition.kind === 'breaker-open' || condition.kind === 'probe-fails' || condition.kind === 'alert-fires';
}

/** When a rule begins to look: with the load, or at its moment, which moves with its stage when an earlier one is held. */
function watchBeginning(from: PlannedAbort['from']): (event: Event) => number | null {
  let beganMs = from === undefined || from.stage !== null ? null : from.offsetMs;
  return (event) => {
    if (from === undefined && event.type === 'load') beganMs ??= event.tMs;
    if (from?.stage != null && event.type === 'stage' && event.name === from.stage) beganMs ??= event.tMs + from.offsetMs;
    return beganMs;
  };
}
