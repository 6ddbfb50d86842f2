/**
 * How a fault on a link shows that it bit: by the strongest evidence there is. Counters of the proxy; a probe of the tool's own, which
 * shows the effect alone; the system's count of its calls; a breaker on that link; a step in the run's own requests.
 */
import { effectOf } from '../../faults/effect.ts';
import type { PlannedFault } from '../../plan/plan.ts';
import type { FaultRun, RunRecord } from '../run-record.ts';
import { byCounters } from './by-counters.ts';
import type { Counted } from './counted.ts';
import { endedOn } from './ended-bytes.ts';
import type { Judged } from './kinds.ts';
import { probeEffect } from './probed.ts';
import { seenBySystem, whyUnseen } from './seen-by-system.ts';
import { wiring } from './wiring.ts';

/** `link`: the fault's. */
export function judgeOnLink(record: RunRecord, planned: PlannedFault, link: string, fault: FaultRun, counted: Counted | null): Judged {
  const refused = effectOf(planned) === 'refused';
  const probed = probeEffect(record, planned, fault);
  const advice = (wired: boolean): string => (wired ? '' : `. ${wiring(record, link)}`);
  const counters = counted && byCounters(planned, counted, probed);
  if (counters?.bit === 'yes') return { verified: true, evidence: counters.sentence, evidenceKind: 'counters' };
  // What was counted says that it did not bite: nothing else can be its doing.
  if (counters?.bit === 'no') return { verified: false, evidence: counters.sentence + advice(counters.wired), evidenceKind: 'none' };

  const ended = endedOn(record, planned, fault, refused);
  const seen = seenBySystem(record, planned, fault);
  if (probed !== null) {
    const crossing = ended ?? seen?.evidence;
    if (crossing !== undefined)
      return { verified: true, evidence: `${probed}; ${crossing} (a probe through the link)`, evidenceKind: 'probe' };
    return {
      verified: false,
      evidence: `${probed}, but nothing shows that the system's own traffic crosses link ${link}: a probe proves the effect alone. ${wiring(record, link)}`,
      evidenceKind: 'probe',
    };
  }
  if (seen !== null) return seen;
  const few = whyUnseen(record, planned, fault);
  // Nobody can say that nothing changed where something did, or where there was too little to tell.
  const nothing =
    few === null
      ? `nothing was seen of it: no breaker on link ${link} opened and no route changed when it came`
      : 'nothing shows that it bit';
  const what = counters?.sentence ?? nothing;
  return {
    verified: false,
    evidence: `${what}${few === null ? '' : ` (${few})`}${advice(counters?.wired ?? false)}`,
    evidenceKind: 'none',
  };
}
