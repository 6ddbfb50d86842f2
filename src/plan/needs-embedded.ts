import { kindOf } from '../faults/shelf.ts';
import type { Plan, PlannedFault } from './plan.ts';

/** The faults that only Stampede's own proxy server can do. */
export function embeddedOnly({ faults }: Pick<Plan, 'faults'>): PlannedFault[] {
  return faults.filter(({ spec }) => kindOf(spec).embeddedOnly === true);
}

/** Has a run to start that one, whatever is on the PATH? */
export function needsEmbedded(plan: Pick<Plan, 'faults'>): boolean {
  return embeddedOnly(plan).length > 0;
}
