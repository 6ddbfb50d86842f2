/** What proves crossing and effect together: the system's own count of its calls, a breaker, a step in the run's own requests. */
import type { EvidenceGrade } from '../../events/event.ts';
import { formatInterval } from '../../objectives/judge-interval.ts';
import type { PlannedFault } from '../../plan/plan.ts';
import { tripAfter } from '../breakers.ts';
import type { FaultRun, RunRecord } from '../run-record.ts';
import { stepIn } from '../step.ts';
import type { Judged } from './kinds.ts';
import { meteredEffect } from './metered.ts';

/** The strongest of them that saw it, or null. */
export function seenBySystem(record: RunRecord, planned: PlannedFault, fault: FaultRun): Judged | null {
  const metered = meteredEffect(record, planned, fault);
  if (metered !== null) return { verified: true, evidence: `${metered} (as the system counts)`, evidenceKind: 'metric' };
  const trip = tripAfter(record, planned.link, fault.injectedAtMs, fault.removedAtMs);
  if (trip !== null) {
    const evidence = `breaker ${trip.breaker} on link ${planned.link} opened ${formatInterval(trip.tripMs)} after the injection, ${grades[trip.evidence]}`;
    return { verified: true, evidence, evidenceKind: 'breaker' };
  }
  const step = stepIn(record, fault);
  return step === null ? null : { verified: true, evidence: `${step} (step in the run's own requests (weakest))`, evidenceKind: 'step' };
}

const grades: Readonly<Record<EvidenceGrade, string>> = {
  A: 'as it reports itself (A)',
  B: 'as the silence behind it shows (B)',
  C: 'as its answers show (C)',
  D: 'as the fall of latency suggests (D)',
};
