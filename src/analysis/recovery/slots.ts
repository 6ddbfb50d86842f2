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

/** A route; a journey, all requests of its routes together; or everything. */
export type ScopeKind = 'route' | 'journey' | 'all';

/** In sentences: `checkout`, `journey buy`, `all routes`. */
export function calledOf({ kind, scope }: { readonly kind: ScopeKind; readonly scope: string }): string {
  return kind === 'journey' ? `journey ${scope}` : kind === 'all' ? 'all routes' : scope;
}

/** What one scope did in each slot. */
export class ScopeCounts {
  readonly scope: string;
  readonly kind: ScopeKind;
  readonly due: Float64Array;
  readonly failed: Float64Array;
  readonly bins: readonly SummedRouteBin[][];
  private readonly times: (Histogram | undefined)[] = [];
  private readonly okTimes: (Histogram | undefined)[] = [];

  constructor(kind: ScopeKind, scope: string, bins: Iterable<SummedRouteBin>, slots: readonly Slot[]) {
    this.scope = scope;
    this.kind = kind;
    this.due = new Float64Array(slots.length);
    this.failed = new Float64Array(slots.length);
    this.bins = slots.map((): SummedRouteBin[] => []);
    for (const bin of bins) {
      const i = slotIndex(slots, bin.atMs, bin.stage);
      const slot = slots[i];
      // What journeys come to after the last stage's end meets no load that could be compared.
      if (!slot || (i === slots.length - 1 && bin.atMs >= slot.toMs)) continue;
      this.due[i]! += due(bin);
      this.failed[i]! += due(bin) - bin.outcomes.ok;
      this.bins[i]!.push(bin);
    }
  }

  get called(): string {
    return calledOf(this);
  }

  /** Response times of everything of slot i that was sent and ended. */
  timesAt(i: number): Histogram {
    let times = this.times[i];
    if (times === undefined) {
      times = new Histogram();
      for (const bin of this.bins[i] ?? []) times.add(bin.failedTimes);
      times.merge(this.okTimesAt(i));
      this.times[i] = times;
    }
    return times;
  }

  /** Response times of the ok requests of slot i. */
  okTimesAt(i: number): Histogram {
    let times = this.okTimes[i];
    if (times === undefined) {
      times = new Histogram();
      for (const bin of this.bins[i] ?? []) times.add(bin.okTimes);
      this.okTimes[i] = times;
    }
    return times;
  }
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
