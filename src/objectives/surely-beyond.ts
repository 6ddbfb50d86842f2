/** Whether a share is surely beyond its bound, however few requests there were: showing that it holds takes more of them than showing that it does not. */
import { measuredValue } from './measured-value.ts';
import type { Measure } from './objective.ts';
import { dueOf, type Tally } from './tally.ts';
import { wilsonLower } from './wilson.ts';

/** A single request shows nothing of a share: among many windows one of them fails by chance. */
const fewestBad = 2;

/** At 95 %. Of a percentile with an upper bound: whether more failed than it leaves out. Of a rate never. */
export function surelyBeyond(measure: Measure, tally: Tally): boolean {
  const below = measure.is.startsWith('<');
  if (measure.kind === 'rate') return false;
  if (measure.kind === 'percentile') return below && isBeyond(dueOf(tally) - tally.outcomes.ok, dueOf(tally), 1 - measure.quantile);
  const value = measuredValue(measure, tally);
  if (value === null) return false;
  const n = measure.weight === 'time' ? effectiveRequests(tally) : dueOf(tally);
  return isBeyond((below ? value : 1 - value) * n, n, below ? measure.bound : 1 - measure.bound);
}

function isBeyond(bad: number, n: number, atMost: number): boolean {
  return bad >= fewestBad - 1e-9 && wilsonLower(bad, n) > atMost;
}

/** As many equally weighted requests are as sure as those of seconds that weigh the same, whatever their load (L. Kish, 1965). */
function effectiveRequests({ seconds }: Tally): number {
  const spread = [...seconds.values()].reduce((sum, { due }) => sum + 1 / due, 0);
  return spread > 0 ? seconds.size ** 2 / spread : 0;
}
