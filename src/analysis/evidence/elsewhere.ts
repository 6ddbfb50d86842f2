/**
 * How a fault that acts on no link shows that it bit: a process by its state, a command by its own check, a person's deed by what changed
 * with it. Nothing crosses there that could be counted.
 */
import { effectOf } from '../../faults/effect.ts';
import type { PlannedFault } from '../../plan/plan.ts';
import type { FaultRun, RunRecord } from '../run-record.ts';
import type { Judged } from './kinds.ts';
import { seenBySystem, whyUnseen } from './seen-by-system.ts';

export function judgeElsewhere(record: RunRecord, planned: PlannedFault, fault: FaultRun): Judged {
  const own = record.of('fault-evidence').findLast((event) => event.fault === fault.id);
  const seen = seenBySystem(record, planned, fault);
  const by = effectOf(planned);
  const few = whyUnseen(record, planned, fault);
  const without = few === null ? 'no route changed with it' : `no route shows it (${few})`;
  if (by === 'person') {
    const said = own?.detail ?? 'a person confirmed it';
    if (seen !== null) return { verified: true, evidence: `${said}; ${seen.evidence}`, evidenceKind: 'person' };
    return {
      verified: false,
      evidence: `${said}, and ${without}: that it was done is said, that it did anything is not seen`,
      evidenceKind: 'person',
    };
  }
  if (own === undefined) {
    if (seen !== null) return seen;
    return { verified: false, evidence: `nothing was seen of it: it has no check of its own, and ${without}`, evidenceKind: 'none' };
  }
  if (!own.ok) return { verified: false, evidence: own.detail, evidenceKind: 'none' };
  return {
    verified: true,
    evidence: `${own.detail}; ${seen?.evidence ?? without}`,
    evidenceKind: by === 'process' ? 'process' : 'command',
  };
}
