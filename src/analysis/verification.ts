/**
 * Whether a fault bit, by the strongest evidence there is: counters of the proxy on the link; a breaker on that link
 * that opened while it was in; a step in the run's own requests that begins with the injection.
 */
import type { EventOf, LinkCounters } from '../events/event.ts';
import type { PlannedFault } from '../plan/plan.ts';
import { formatMs, formatShare } from '../units.ts';
import { tripAfter } from './breakers.ts';
import { formatInterval } from '../objectives/judge-interval.ts';
import type { FaultRun, RunRecord } from './run-record.ts';
import { stepIn } from './step.ts';

export interface Verification {
  readonly verified: boolean;
  readonly evidence: string;
}

export function verify(record: RunRecord, planned: PlannedFault, fault: FaultRun): Verification {
  const shown = byOwnEvidence(record, fault);
  if (shown) return shown;
  const counted = byCounters(planned, fault.injected.counters, fault.removed?.counters ?? null);
  if (counted?.verified) return counted;
  const trip = tripAfter(record, planned.link, fault.injectedAtMs, fault.removedAtMs);
  const refused = planned.spec.type === 'down';
  // What was counted says it did not touch anything; only refused connections leave no count.
  if (counted && !refused) return { verified: false, evidence: `${counted.evidence}. ${wiring(record, planned.link)}` };
  if (trip)
    return {
      verified: true,
      evidence: `breaker ${trip.breaker} on link ${planned.link} opened ${formatInterval(trip.tripMs)} after the injection`,
    };
  const step = stepIn(record, fault);
  if (step) return { verified: true, evidence: `${step} (step in the run's own requests (weakest))` };
  return {
    verified: false,
    evidence: `nothing was seen of it: no breaker${planned.link === null ? '' : ` on link ${planned.link}`} opened and no route changed when it came. ${wiring(record, planned.link)}`,
  };
}

/** Of what acts on no link: what its check, or a look at its process, said last; null where it has neither. */
function byOwnEvidence(record: RunRecord, fault: FaultRun): Verification | null {
  const last = record.of('fault-evidence').findLast((event) => event.fault === fault.id);
  return last === undefined ? null : { verified: last.ok, evidence: last.detail };
}

/** From the counters at injection and removal; null where the server kept none. */
function byCounters(planned: PlannedFault, before: LinkCounters | null, after: LinkCounters | null): Verification | null {
  if (before === null || after === null) return null;
  const connections = after.connections - before.connections;
  const bytes = after.bytesUp + after.bytesDown - before.bytesUp - before.bytesDown;
  const touched = { connections: 0, chunks: 0, bytes: 0, delayedMs: 0 };
  for (const [name, toxic] of Object.entries(after.toxics)) {
    for (const key of ['connections', 'chunks', 'bytes', 'delayedMs'] as const)
      touched[key] += Math.max(0, toxic[key] - (before.toxics[name]?.[key] ?? 0));
  }
  const crossed = `${connections} new connection${connections === 1 ? '' : 's'} and ${bytes} bytes crossed link ${planned.link}`;
  if (connections <= 0 && bytes <= 0 && touched.connections === 0 && touched.chunks === 0)
    return { verified: false, evidence: `nothing crossed link ${planned.link} while it was in` };
  if (touched.connections === 0 && touched.chunks === 0 && touched.bytes === 0 && touched.delayedMs === 0) {
    const share = planned.spec.toxicity < 1 ? ` (toxicity ${formatShare(planned.spec.toxicity)})` : '';
    return { verified: false, evidence: `${crossed}, but it touched none of it${share}` };
  }
  const held =
    touched.delayedMs > 0 && touched.chunks > 0
      ? `, held ${touched.chunks} chunks for ${formatMs(touched.delayedMs / touched.chunks)} on average`
      : '';
  return {
    verified: true,
    evidence: `${crossed}; it was active on ${touched.connections} connection${touched.connections === 1 ? '' : 's'}${held} (counters of the proxy)`,
  };
}

/** How to put the link between the system and its dependency. */
function wiring(record: RunRecord, name: string | null): string {
  if (name === null) return 'It acts on no link, so nothing but its own check could show it';
  const seen: EventOf<'link'> | undefined = record.of('link').find((event) => event.link === name);
  const planned = record.plan.links.find((link) => link.name === name);
  const listen = seen?.listen ?? planned?.listen;
  const upstream = seen?.upstream ?? planned?.upstream;
  if (!listen || !upstream) return `Does the system reach ${name} through its proxy?`;
  return `Point the system at ${listen} where it now uses ${upstream}`;
}
