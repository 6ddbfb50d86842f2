/**
 * A measure over everything that ended within the last `forMs`, by the time it ended: what has no answer yet says nothing
 * yet, and a request that is never answered ends with its timeout. Nothing is judged before the rule has looked for `forMs`.
 */
import type { PlannedJourney } from '../plan/plan.ts';
import { writeDuration } from '../units.ts';
import { isTick, type ConditionWatch } from './abort-condition.ts';
import { boundOf, compares, formatMeasured, measuredValue, samplesFor } from './measured-value.ts';
import type { Measure } from './objective.ts';
import { routesOf } from './scope.ts';
import { count, dueOf, ended, newTally, type Counted, type Tally } from './tally.ts';

/** Below this a share is an accident, not a state. */
const fewestRequests = 10;
/** Merging the histograms of a long window is not free; a rule has a second to act. */
const percentileEveryMs = 400;

export function watchMeasure(measure: Measure, forMs: number, journeys: readonly PlannedJourney[]): ConditionWatch {
  const routes = routesOf(measure.of, journeys);
  let recent: { readonly tMs: number; readonly bins: readonly Counted[] }[] = [];
  let judgedMs = Number.NEGATIVE_INFINITY;
  return (event, beganMs) => {
    if (!isTick(event) || beganMs === null || event.tMs < beganMs) return null;
    if (event.type === 'load') {
      const bins = event.routes
        .filter((bin) => routes === null || routes.has(bin.route))
        .map((bin) => Object.assign({}, bin, { intended: ended(bin.outcomes) }));
      recent.push({ tMs: event.tMs, bins });
    }
    recent = recent.filter(({ tMs }) => tMs > event.tMs - forMs);
    if (event.tMs - beganMs < forMs) return null;
    if (measure.kind === 'percentile' && event.tMs - judgedMs < percentileEveryMs) return null;
    judgedMs = event.tMs;
    const tally = newTally(forMs);
    for (const { bins } of recent) for (const bin of bins) count(tally, bin);
    const value = enough(measure, tally) ? measuredValue(measure, tally) : null;
    if (value === null || !compares(value, measure.is, boundOf(measure))) return null;
    const over = `over the last ${writeDuration(forMs)} (${dueOf(tally)} requests)`;
    return `${formatMeasured(measure, value)} ${over}, the rule says ${measure.is} ${formatMeasured(measure, boundOf(measure))}`;
  };
}

function enough(measure: Measure, tally: Tally): boolean {
  if (measure.kind === 'rate') return true;
  return measure.kind === 'percentile' ? tally.okTimes.count >= samplesFor(measure.quantile) : dueOf(tally) >= fewestRequests;
}
