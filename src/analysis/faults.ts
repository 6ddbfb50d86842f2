/** Each planned fault: when it was in, whether it bit, what it cost, what tripped. */
import { describeFault } from '../faults/shelf.ts';
import type { Analysis } from './analysis.ts';
import { tripAfter } from './breakers.ts';
import { due } from './load-table.ts';
import type { FaultRun, RunRecord } from './run-record.ts';
import { verify } from './verification.ts';

export function faults(record: RunRecord): Analysis['faults'] {
  return record.plan.faults.map((planned) => {
    const { id, link, spec, atMs, forMs, dither = null } = planned;
    const base = { id, link, type: spec.type, describe: describeFault(spec), plannedAtMs: atMs, plannedForMs: forMs, dither };
    const fault = record.faults.find((run) => run.id === id);
    if (!fault) {
      const why = record.of('fault-skipped').find((event) => event.fault === id)?.why ?? record.stopped?.why ?? 'the log does not say why';
      return {
        ...base,
        injectedAtMs: null,
        removedAtMs: null,
        removedWhy: null,
        verified: null,
        evidence: `never injected: ${why}`,
        evidenceKind: 'none',
        touched: null,
        touchedReason: 'it was never injected',
        requestsFailed: null,
        tripMs: null,
        breaker: null,
      };
    }
    const trip = tripAfter(record, link, fault.injectedAtMs, fault.removedAtMs);
    return {
      ...base,
      injectedAtMs: [...fault.injectedAtMs],
      removedAtMs: fault.removedAtMs && [...fault.removedAtMs],
      removedWhy: fault.removed?.why ?? null,
      ...verify(record, planned, fault),
      requestsFailed: requestsFailed(record, fault),
      tripMs: trip && [...trip.tripMs],
      breaker: trip?.breaker ?? null,
    };
  });
}

/** Requests intended between the confirmed injection and the start of the removal that did not end ok; to 50 ms. */
function requestsFailed(record: RunRecord, fault: FaultRun): number {
  const toMs = fault.removedAtMs?.[0] ?? Number.POSITIVE_INFINITY;
  let failed = 0;
  for (const bin of record.table.bins) if (bin.atMs >= fault.injectedAtMs[1] && bin.atMs < toMs) failed += due(bin) - bin.outcomes.ok;
  return failed;
}
