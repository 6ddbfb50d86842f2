/**
 * Whether a fault bit: that traffic crossed the link while it was in, and that it had an effect. By the strongest evidence there is:
 * counters of the proxy; a probe of the tool's own, which shows the effect alone; the system's count of its calls; a breaker on that link;
 * a step in the run's own requests that begins with the injection.
 */
import type { EventOf, EvidenceGrade } from '../events/event.ts';
import { effectOf } from '../faults/effect.ts';
import type { PlannedFault } from '../plan/plan.ts';
import { formatInterval } from '../objectives/judge-interval.ts';
import { tripAfter } from './breakers.ts';
import { byCounters, closedBy } from './evidence/by-counters.ts';
import { countedIn, type Counted, type Touched } from './evidence/counted.ts';
import { endedOn } from './evidence/ended-bytes.ts';
import type { EvidenceKind } from './evidence/kinds.ts';
import { meteredEffect } from './evidence/metered.ts';
import { probeEffect } from './evidence/probed.ts';
import type { FaultRun, RunRecord } from './run-record.ts';
import { stepIn, whyNoStep } from './step.ts';

export interface Verification {
  readonly verified: boolean;
  readonly evidence: string;
  readonly evidenceKind: EvidenceKind;
  readonly touched: Touched | null;
  /** Why it is not known what was touched. */
  readonly touchedReason: string | null;
}

export function verify(record: RunRecord, planned: PlannedFault, fault: FaultRun): Verification {
  const counted = countedIn(record, planned, fault);
  return { ...judge(record, planned, fault, counted), ...touchedBy(record, planned, fault, counted) };
}

type Judged = Pick<Verification, 'verified' | 'evidence' | 'evidenceKind'>;

function judge(record: RunRecord, planned: PlannedFault, fault: FaultRun, counted: Counted | null): Judged {
  const refused = effectOf(planned.spec) === 'refused';
  const probed = probeEffect(record, planned, fault);
  const counters = counted && byCounters(planned, counted, probed);
  if (counters?.bit === 'yes') return { verified: true, evidence: counters.sentence, evidenceKind: 'counters' };
  // What was counted says that it did not bite: nothing else can be its doing.
  if (counters?.bit === 'no')
    return { verified: false, evidence: `${counters.sentence}. ${wiring(record, planned.link)}`, evidenceKind: 'none' };

  const ended = endedOn(record, planned, fault, refused);
  const seen = seenBySystem(record, planned, fault);
  if (probed !== null) {
    const crossing = ended ?? seen?.evidence;
    if (crossing !== undefined)
      return { verified: true, evidence: `${probed}; ${crossing} (a probe through the link)`, evidenceKind: 'probe' };
    return {
      verified: false,
      evidence: `${probed}, but nothing shows that the system's own traffic crosses link ${planned.link}: a probe proves the effect alone. ${wiring(record, planned.link)}`,
      evidenceKind: 'probe',
    };
  }
  if (seen !== null) return seen;
  const what = counters?.sentence ?? `nothing was seen of it: no breaker on link ${planned.link} opened and no route changed when it came`;
  const few = whyNoStep(record, fault);
  return { verified: false, evidence: `${what}${few === null ? '' : ` (${few})`}. ${wiring(record, planned.link)}`, evidenceKind: 'none' };
}

/** What proves crossing and effect together. */
function seenBySystem(record: RunRecord, planned: PlannedFault, fault: FaultRun): Judged | null {
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

function touchedBy(
  record: RunRecord,
  planned: PlannedFault,
  fault: FaultRun,
  counted: Counted | null,
): Pick<Verification, 'touched' | 'touchedReason'> {
  if (counted !== null) {
    if (effectOf(planned.spec) !== 'refused') return { touched: counted.touched, touchedReason: null };
    const closed = closedBy(counted);
    return { touched: closed, touchedReason: closed === null ? 'refused connections never reach the proxy' : null };
  }
  const server = linkOf(record, planned.link)?.server;
  if (server === 'embedded' && fault.removed === null) return { touched: null, touchedReason: 'it was not seen to be removed' };
  if (server === 'embedded') return { touched: null, touchedReason: 'the proxy server did not say in time' };
  return { touched: null, touchedReason: 'toxiproxy-server does not count what a toxic touches' };
}

function linkOf(record: RunRecord, name: string): EventOf<'link'> | undefined {
  return record.of('link').find((event) => event.link === name);
}

/** How to put the link between the system and its dependency. */
function wiring(record: RunRecord, name: string): string {
  const seen = linkOf(record, name);
  const planned = record.plan.links.find((link) => link.name === name);
  const listen = seen?.connect ?? seen?.listen ?? planned?.listen;
  const upstream = seen?.upstream ?? planned?.upstream;
  if (!listen || !upstream) return `Does the system reach ${name} through its proxy?`;
  return `Point the system at ${listen} where it now uses ${upstream}: docs/wiring.md`;
}
