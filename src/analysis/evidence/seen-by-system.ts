/** What proves crossing and effect together: the system's own count of its calls, a breaker, a step in the run's own requests. */
import type { EvidenceGrade, Interval } from '../../events/event.ts';
import { formatInterval } from '../../objectives/judge-interval.ts';
import type { PlannedFault } from '../../plan/plan.ts';
import { tripAfter } from '../breakers.ts';
import type { FaultRun, RunRecord } from '../run-record.ts';
import { stepIn, whyNoStep } from '../step.ts';
import type { Judged } from './kinds.ts';
import { meteredEffect } from './metered.ts';
import { rivalsOf, wasIn } from './rivals.ts';

/** The strongest of them that saw it, or null. */
export function seenBySystem(record: RunRecord, planned: PlannedFault, fault: FaultRun): Judged | null {
  const rivals = rivalsOf(record, planned, fault);
  const metered = meteredEffect(record, planned, fault, rivals);
  if (metered !== null) return { verified: true, evidence: `${metered} (as the system counts)`, evidenceKind: 'metric' };
  const trip = tripAfter(
    record,
    planned.link,
    fault.injectedAtMs,
    fault.removedAtMs,
    (atMs) => !rivals.some((rival) => wasIn(rival, atMs)),
  );
  if (trip !== null) {
    const evidence = `breaker ${trip.breaker} on link ${planned.link} opened ${formatInterval(trip.tripMs)} after the injection, ${grades[trip.evidence]}`;
    return { verified: true, evidence, evidenceKind: 'breaker' };
  }
  const step = stepIn(record, fault);
  return step === null ? null : { verified: true, evidence: `${step} (step in the run's own requests (weakest))`, evidenceKind: 'step' };
}

/** Why none of them could tell, or null where all of them could and saw nothing. */
export function whyUnseen(record: RunRecord, planned: PlannedFault, fault: FaultRun): string | null {
  const reasons = [notToldApart(record, planned, fault), whyNoStep(record, fault)].filter((reason) => reason !== null);
  return reasons.length === 0 ? null : reasons.join('; ');
}

/** That the system, or a breaker, saw something which another fault may have done as well; null: it saw nothing of the kind. */
function notToldApart(record: RunRecord, planned: PlannedFault, fault: FaultRun): string | null {
  const { injectedAtMs, removedAtMs } = fault;
  const metered = meteredEffect(record, planned, fault, []);
  const trip = tripAfter(record, planned.link, injectedAtMs, removedAtMs);
  if (metered === null && trip === null) return null;
  const inIt: Interval = [injectedAtMs[0], removedAtMs?.[1] ?? Number.POSITIVE_INFINITY];
  const beside = rivalsOf(record, planned, fault).filter((rival) => wasIn(rival, inIt));
  if (beside.length === 0) return null;
  const saw = metered ?? `breaker ${trip?.breaker} opened`;
  return `${saw}, but ${beside.map(({ id }) => id).join(' and ')} ${beside.length === 1 ? 'was' : 'were'} in too: whose doing it is can't be told apart`;
}

const grades: Readonly<Record<EvidenceGrade, string>> = {
  A: 'as it reports itself (A)',
  B: 'as the silence behind it shows (B)',
  C: 'as its answers show (C)',
  D: 'as the fall of latency suggests (D)',
};
