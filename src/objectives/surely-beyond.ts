/** Whether a share is surely beyond its bound, however few requests there were: showing that it holds takes more of them than showing that it does not. */
import { measuredValue } from './measured-value.ts';
import type { Measure } from './objective.ts';
import { dueOf, type Tally } from './tally.ts';
import { wilsonLower } from './wilson.ts';

/** A single request shows nothing of a share: among many windows one of them fails by chance. */
const fewestBad = 2;

/** At 95 %. Of what is no share never. */
export function surelyBeyond(measure: Measure, tally: Tally): boolean {
  const value = measuredValue(measure, tally);
  if (measure.kind !== 'share' || value === null) return false;
  const n = measure.weight === 'time' ? effectiveRequests(tally) : dueOf(tally);
  const [share, atMost] = measure.is.startsWith('<') ? [value, measure.bound] : [1 - value, 1 - measure.bound];
  return share * n >= fewestBad - 1e-9 && wilsonLower(share * n, n) > atMost;
}

/** As many equally weighted requests are as sure as those of seconds that weigh the same, whatever their load (L. Kish, 1965). */
function effectiveRequests({ seconds }: Tally): number {
  const spread = [...seconds.values()].reduce((sum, { due }) => sum + 1 / due, 0);
  return spread > 0 ? seconds.size ** 2 / spread : 0;
}
