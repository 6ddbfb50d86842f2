/**
 * What good looked like: fault-free time before the fault, at the same offered load (+-10 %), of the same scope.
 * Time after an earlier fault counts only from when this scope had recovered from it; time after this fault never
 * does, or a system that stays broken would become its own standard.
 */
import { Histogram } from '../../events/histogram.ts';
import { newHalf, unsteady } from '../../objectives/steadiness.ts';
import type { ScopeCounts, Slot } from './slots.ts';

/** Requests a reference needs before its error share and p95 mean anything. */
export const referenceRequests = 100;
const sameLoad = 0.1;
/** Scales the median absolute deviation to a standard deviation. */
const madToSigma = 1.4826;

export interface Reference {
  /** Index of the stage most of it lies in. */
  readonly stage: number;
  /** Of the scope, while the reference lasted. */
  readonly requestsPerSecond: number;
  readonly errorShare: number;
  readonly p95Ms: number;
  /** Error share up to which it counts as good again (entering), p0 + 1 percentage point. */
  readonly theta: number;
  readonly enterMs: number;
  readonly leaveMs: number;
  /** Share of its own answers that took longer than leaveMs. */
  readonly verySlowShare: number;
  /** Share of its own requests that failed or took longer than enterMs. */
  readonly badShare: number;
}

export type ReferenceAnswer = { readonly reference: Reference } | { readonly none: string };

/** What is slower than this is no longer good, whatever the spread of a reference's p95. */
export function leaveLimitMs(p95Ms: number): number {
  return Math.max(1.5 * p95Ms, p95Ms + 40);
}

/** From the slots for which `usable` says yes. */
export function referenceAt(level: number, slots: readonly Slot[], counts: ScopeCounts, usable: (slot: Slot) => boolean): ReferenceAnswer {
  const chosen: number[] = [];
  for (const [i, slot] of slots.entries())
    if (!slot.warmingUp && level > 0 && Math.abs(slot.offered / level - 1) <= sameLoad + 1e-9 && usable(slot)) chosen.push(i);
  const sum = (of: Float64Array): number => chosen.reduce((total, i) => total + (of[i] as number), 0);
  const requests = sum(counts.due);
  if (requests < referenceRequests)
    return {
      none: `${requests === 0 ? 'no' : `only ${requests}`} requests of ${counts.called} in fault-free time before it at ${Number(level.toPrecision(3))}/s, it takes ${referenceRequests}`,
    };
  const wrong = unsteady(...halvesOf(chosen, counts));
  if (wrong !== null) return { none: `its reference is unstable: ${wrong}` };
  const errorShare = sum(counts.failed) / requests;
  const times = new Histogram();
  for (const i of chosen) times.merge(counts.timesAt(i));
  const p95Ms = times.quantileMs(0.95);
  if (p95Ms === null) return { none: `no answer of ${counts.called} in fault-free time` };
  const spread = 3 * madToSigma * medianDeviation(blockP95s(chosen, counts));
  const enterMs = Math.max(1.2 * p95Ms, p95Ms + spread, p95Ms + 20);
  const leaveMs = Math.max(leaveLimitMs(p95Ms), enterMs);
  return {
    reference: {
      stage: mostOf(chosen.map((i) => slots[i] as Slot)),
      requestsPerSecond: (requests / chosen.reduce((ms, i) => ms + (slots[i] as Slot).toMs - (slots[i] as Slot).atMs, 0)) * 1_000,
      errorShare,
      p95Ms,
      theta: errorShare + 0.01,
      enterMs,
      leaveMs,
      verySlowShare: times.countAbove(leaveMs) / times.count,
      badShare: Math.min(1, (sum(counts.failed) + okSlower(chosen, counts, enterMs)) / requests),
    },
  };
}

function okSlower(chosen: readonly number[], counts: ScopeCounts, ms: number): number {
  let slower = 0;
  for (const i of chosen) slower += counts.okTimesAt(i).countAbove(ms);
  return slower;
}

function halvesOf(chosen: readonly number[], counts: ScopeCounts): [ReturnType<typeof newHalf>, ReturnType<typeof newHalf>] {
  const halves: [ReturnType<typeof newHalf>, ReturnType<typeof newHalf>] = [newHalf(), newHalf()];
  for (const [place, i] of chosen.entries()) {
    const half = halves[place < chosen.length / 2 ? 0 : 1];
    half.due += counts.due[i] as number;
    half.ok += (counts.due[i] as number) - (counts.failed[i] as number);
    half.times.merge(counts.timesAt(i));
  }
  return halves;
}

/** p95 of consecutive blocks of 100 requests. */
function blockP95s(chosen: readonly number[], counts: ScopeCounts): number[] {
  const p95s: number[] = [];
  let block = new Histogram();
  for (const i of chosen) {
    block.merge(counts.timesAt(i));
    if (block.count < 100) continue;
    p95s.push(block.quantileMs(0.95) as number);
    block = new Histogram();
  }
  return p95s;
}

function medianDeviation(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const centre = median(values);
  return median(values.map((value) => Math.abs(value - centre)));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  return sorted.length % 2 === 1 ? (sorted[Math.floor(half)] as number) : ((sorted[half - 1] as number) + (sorted[half] as number)) / 2;
}

function mostOf(slots: readonly Slot[]): number {
  const byStage = Map.groupBy(slots, (slot) => slot.stage);
  return [...byStage].toSorted((a, b) => b[1].length - a[1].length)[0]?.[0] ?? 0;
}
