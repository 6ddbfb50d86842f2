/**
 * Whether a fault bit: that traffic crossed the link while it was in, and that it had an effect; what shows it, and what it touched. A
 * fault that nothing shows has not bitten, as far as anybody knows.
 */
import { effectOf } from '../faults/effect.ts';
import { kindOf } from '../faults/shelf.ts';
import type { PlannedFault } from '../plan/plan.ts';
import { closedBy } from './evidence/by-counters.ts';
import { countedIn, type Counted, type Touched } from './evidence/counted.ts';
import { judgeElsewhere } from './evidence/elsewhere.ts';
import type { Judged } from './evidence/kinds.ts';
import { judgeOnLink } from './evidence/on-link.ts';
import { linkOf } from './evidence/wiring.ts';
import type { FaultRun, RunRecord } from './run-record.ts';

export interface Verification extends Judged {
  readonly touched: Touched | null;
  /** Why it is not known what was touched. */
  readonly touchedReason: string | null;
}

/** How long it was in nobody knows: what its window shows is not its doing alone. */
const lost: Judged = {
  verified: false,
  evidence: 'it was no longer there when it was to be removed: somebody else, or the server, had taken it out',
  evidenceKind: 'none',
};

export function verify(record: RunRecord, planned: PlannedFault, fault: FaultRun): Verification {
  const { link } = planned;
  // One that acts elsewhere may name the link whose dependency it breaks: nothing on that link is its doing.
  if (link === null || kindOf(planned.spec).on !== 'link')
    return { ...judgeElsewhere(record, planned, fault), touched: null, touchedReason: 'it acts on no link' };
  const counted = countedIn(record, planned, fault);
  const judged = fault.removed?.lost === true ? lost : judgeOnLink(record, planned, link, fault, counted);
  return { ...judged, ...touchedBy(record, planned, link, fault, counted) };
}

function touchedBy(
  record: RunRecord,
  planned: PlannedFault,
  link: string,
  fault: FaultRun,
  counted: Counted | null,
): Pick<Verification, 'touched' | 'touchedReason'> {
  if (counted !== null) {
    if (effectOf(planned) !== 'refused') return { touched: counted.touched, touchedReason: null };
    const closed = closedBy(counted);
    return { touched: closed, touchedReason: closed === null ? 'refused connections never reach the proxy' : null };
  }
  const server = linkOf(record, link)?.server;
  if (server === 'embedded' && fault.removed === null) return { touched: null, touchedReason: 'it was not seen to be removed' };
  if (server === 'embedded') return { touched: null, touchedReason: 'the proxy server did not say in time' };
  return { touched: null, touchedReason: 'toxiproxy-server does not count what a toxic touches' };
}
