/**
 * Abort rules, judged while the run goes on: a fold over its events. A rule is met when its measure holds over
 * everything that ended within the last `forMs`, by the time it ended: what has no answer yet says nothing yet.
 * Nothing is judged before the load has gone on for `forMs`.
 */
import type { Event, EventOf } from '../events/event.ts';
import type { PlannedAbort, PlannedJourney } from '../plan/plan.ts';
import { writeDuration } from '../units.ts';
import { boundOf, compares, formatMeasured, isMeasure, measuredValue, samplesFor, type Measure } from './measured-value.ts';
import { routesOf } from './scope.ts';
import { count, dueOf, ended, newTally, type Counted, type Tally } from './tally.ts';

export interface AbortHit {
  readonly rule: string;
  /** `97 % over the last 30s (2914 requests), the rule says > 95 %` */
  readonly reason: string;
}

/** Below this a share is an accident, not a state. */
const fewestRequests = 10;
/** Merging the histograms of a long window is not free; a rule has a second to act. */
const percentileEveryMs = 400;

/** Give it each event of the run in order; the first rule that is met is answered, each time it is met. */
export function createAbortWatch(
  rules: readonly PlannedAbort[],
  journeys: readonly PlannedJourney[] = [],
): (event: Event) => AbortHit | null {
  const watches = rules.map((rule) => watchOf(rule, journeys));
  return (event) => {
    if (event.type !== 'load') return null;
    let first: AbortHit | null = null;
    for (const watch of watches) {
      const hit = watch(event);
      first ??= hit;
    }
    return first;
  };
}

function watchOf(rule: PlannedAbort, journeys: readonly PlannedJourney[]): (event: EventOf<'load'>) => AbortHit | null {
  const { measure, forMs } = rule;
  if (!isMeasure(measure)) return () => null;
  const routes = routesOf(measure.of, journeys);
  let recent: { readonly tMs: number; readonly bins: readonly Counted[] }[] = [];
  let beganMs: number | null = null;
  let judgedMs = Number.NEGATIVE_INFINITY;
  return (event) => {
    beganMs ??= event.tMs;
    const bins = event.routes
      .filter((bin) => routes === null || routes.has(bin.route))
      .map((bin) => Object.assign({}, bin, { intended: ended(bin.outcomes) }));
    recent = [...recent.filter(({ tMs }) => tMs > event.tMs - forMs), { tMs: event.tMs, bins }];
    if (event.tMs - beganMs < forMs) return null;
    if (measure.kind === 'percentile' && event.tMs - judgedMs < percentileEveryMs) return null;
    judgedMs = event.tMs;
    const tally = newTally(forMs);
    for (const { bins } of recent) for (const bin of bins) count(tally, bin);
    const value = enough(measure, tally) ? measuredValue(measure, tally) : null;
    if (value === null || !compares(value, measure.is, boundOf(measure))) return null;
    const over = `over the last ${writeDuration(forMs)} (${dueOf(tally)} requests)`;
    return {
      rule: rule.text,
      reason: `${formatMeasured(measure, value)} ${over}, the rule says ${measure.is} ${formatMeasured(measure, boundOf(measure))}`,
    };
  };
}

function enough(measure: Measure, tally: Tally): boolean {
  if (measure.kind === 'rate') return true;
  return measure.kind === 'percentile' ? tally.okTimes.count >= samplesFor(measure.quantile) : dueOf(tally) >= fewestRequests;
}
