/** The run cut into slots of 200 ms (and at stage boundaries), each with its offered load: the grid recovery is judged on. */
import { Histogram } from '../../events/histogram.ts';
import { warmUpMs } from '../../objectives/gate.ts';
import { due, type SummedRouteBin } from '../load-table.ts';
import { notReached, type RunRecord } from '../run-record.ts';

export const slotMs = 200;

export interface Slot {
  readonly atMs: number;
  readonly toMs: number;
  readonly stage: number;
  /** Journey arrivals per second that were meant. */
  readonly offered: number;
  /** Slots of one level are judged against one reference. */
  readonly level: number;
  /** Time in which connections and caches warm up: no reference. */
  readonly warmingUp: boolean;
}

export function slotsOf(record: RunRecord): Slot[] {
  const slots: Slot[] = [];
  const { baseline } = record.plan;
  for (const stage of record.stages) {
    if (stage.cut === notReached) continue;
    const steady = stage.planned.shape?.shape === 'constant';
    for (let atMs = stage.startMs; atMs < stage.endMs - 1e-6;) {
      const toMs = Math.min(stage.endMs, (Math.floor(atMs / slotMs + 1e-9) + 1) * slotMs);
      const offered = stage.offered(atMs, toMs);
      const warmingUp = stage.name === baseline?.stage && atMs >= baseline.startMs && atMs < baseline.startMs + warmUpMs;
      slots.push({ atMs, toMs, stage: stage.index, offered, level: steady ? offered : Number(offered.toPrecision(2)), warmingUp });
      atMs = toMs;
    }
  }
  return slots;
}

/** What one scope (a route, or all requests) did in each slot. */
export interface ScopeCounts {
  readonly scope: string;
  readonly due: Float64Array;
  readonly failed: Float64Array;
  readonly bins: readonly SummedRouteBin[][];
}

export function countsOf(scope: string, bins: readonly SummedRouteBin[], slots: readonly Slot[]): ScopeCounts {
  const counts = {
    scope,
    due: new Float64Array(slots.length),
    failed: new Float64Array(slots.length),
    bins: slots.map((): SummedRouteBin[] => []),
  };
  for (const bin of bins) {
    const i = slotIndex(slots, bin.atMs, bin.stage);
    const slot = slots[i];
    // What journeys come to after the last stage's end meets no load that could be compared.
    if (!slot || (i === slots.length - 1 && bin.atMs >= slot.toMs)) continue;
    counts.due[i]! += due(bin);
    counts.failed[i]! += due(bin) - bin.outcomes.ok;
    counts.bins[i]!.push(bin);
  }
  return counts;
}

/** The slot of that stage in which a time lies, or the nearest one of that stage; -1 where the stage has none. */
function slotIndex(slots: readonly Slot[], atMs: number, stage: number): number {
  let low = 0;
  let high = slots.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    const slot = slots[middle] as Slot;
    if (slot.stage < stage || (slot.stage === stage && slot.atMs <= atMs + 1e-6)) low = middle;
    else high = middle - 1;
  }
  if (slots[low]?.stage === stage) return low;
  return slots[low + 1]?.stage === stage ? low + 1 : -1;
}

/** Response times of everything that was sent and ended. */
export function timesOf(bins: Iterable<SummedRouteBin>): Histogram {
  const times = new Histogram();
  for (const bin of bins) {
    times.add(bin.okTimes);
    times.add(bin.failedTimes);
  }
  return times;
}
