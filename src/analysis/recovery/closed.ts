/**
 * A scope of a closed model after a fault. Users come as they are answered, so there is no equal offered load, and no
 * recovery time; what was served second by second can be said all the same.
 */
import { JudgedSlots } from './judged.ts';
import { lostTenthMs, depth, failedByTime, resilience, resilienceLoss } from './loss.ts';
import { mitigation } from './mitigation.ts';
import { referenceRequests } from './reference.ts';
import type { ScopeRecovery, Watch } from './scope.ts';
import { secondsOf } from './service.ts';
import { entryOf } from './shown.ts';
import type { ScopeCounts } from './slots.ts';
import { middle } from '../breakers.ts';

const noEqualLoad = 'a closed model has no equal offered load to compare with';

export function closedRecovery(counts: ScopeCounts, watch: Watch): ScopeRecovery {
  const { slots, injectedAtMs, removedAtMs } = watch;
  const judged = new JudgedSlots(slots, counts, () => ({ none: noEqualLoad }));
  const scope = { scope: counts.scope, kind: counts.kind, status: 'insufficient-data', referenceStage: null, reason: noEqualLoad } as const;
  const before = slots.flatMap((slot, i) => (!slot.warmingUp && watch.usable(slot) ? [i] : []));
  const sum = (of: Float64Array): number => before.reduce((total, i) => total + (of[i] as number), 0);
  const asked = sum(counts.due);
  const rest = { degradedForMs: null, goodAtMs: null, troubled: false };
  if (asked < referenceRequests) {
    const why = `only ${asked} requests of ${counts.called} in fault-free time before it, it takes ${referenceRequests}`;
    return { ...rest, shown: entryOf(scope, { timeToTripMs: watch.tripMs }, { resilienceLoss: why }, noEqualLoad) };
  }
  const usual = 1 - sum(counts.failed) / asked;
  const [first, cleared] = [judged.firstAfter(injectedAtMs[0]), judged.firstAfter(removedAtMs[1])];
  const injectedMs = middle(injectedAtMs);
  const seconds = secondsOf(judged, injectedMs, slots.at(-1)?.toMs ?? 0);
  const degraded = slots.findIndex((_, i) => i >= first && judged.badShare(i) > 0.1);
  const capped = degraded < 0 ? null : mitigation(judged, degraded, cleared, injectedAtMs, watch.tripMs, null);
  const due = judged.sum('due', first, slots.length);
  const known = {
    timeToTripMs: watch.tripMs,
    timeToMitigateMs: capped && ([...capped.timeMs] as [number, number]),
    mitigatedBy: capped && capped.by,
    breakerWaitMs: watch.breakerWaitMs,
    degradedMs: lostTenthMs(seconds, usual),
    resilienceLoss: resilienceLoss(seconds, usual),
    resilience: resilience(seconds, usual),
    depth: depth(seconds),
    errorRate: { byRequest: due > 0 ? judged.sum('failed', first, slots.length) / due : null, byTime: failedByTime(seconds) },
  };
  return { ...rest, shown: entryOf(scope, known, {}, noEqualLoad) };
}
