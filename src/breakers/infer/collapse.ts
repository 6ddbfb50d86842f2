/**
 * Grade D: errors that were slow become fast, because nothing is called any more. Requests are ordered by when they began, so that the
 * first fast error stands where the breaker opened, whenever the slow ones before it came to their end.
 *
 *   Ls    median time of the first 15 errors of a fault        Lf    median time of the errors of its second half
 *   thr   sqrt(Ls x Lf)                                        trip  the first fast error of the first 50 of which 90 % are below thr
 *
 * Much else makes errors fast: a pool that turns away what finds no place, a limit of the rate. That ends as soon as a place is free, so
 * somebody is always waiting there: a stretch in which no slow error is under way, and fast ones go on, is what a breaker has of its own.
 */
import type { Interval } from '../../events/event.ts';
import { valueOf } from '../../events/histogram.ts';
import { formatMs } from '../../units.ts';
import { declined, widestMs, type Inference, type InferredMove } from './inference.ts';

/** Answers that were errors, by when they began. */
export interface ErrorBin {
  readonly atMs: number;
  /** Microseconds until they were answered; sparse. */
  readonly times: readonly number[];
  /** Requests that found no answer within the tool's patience. */
  readonly timedOut: number;
}

export interface CollapseInput {
  /** In the order of time, each `widthMs` long, and beyond the fault as far as nothing else begins. */
  readonly bins: readonly ErrorBin[];
  readonly widthMs: number;
  /** From the confirmed injection to the begin of the removal. */
  readonly window: Interval;
  /** Share of the errors that said so themselves: 429, or 503 with Retry-After. */
  readonly shedShare: number;
  /** Median time of the requests that now fail, before any fault, when they called the dependency; null: not known. */
  readonly usualMs: number | null;
  /** Median times of requests that the fault does not touch: before any fault, and between two moments; null: there are none. */
  readonly bystanders: { readonly usualMs: number; medianIn(fromMs: number, toMs: number): number | null } | null;
}

const firstErrors = 15;
const fewestErrors = 100;
const leastCollapse = 4;
const run = 50;
const fastInRun = 0.9;
/** What is answered sooner than this was not waited for, and can't become fast. */
const leastSlowMs = 10;
/** An error without a call takes less than this share of what a request with one took. */
const withoutCall = 0.5;
/** So many times their usual time show that everything was slow. */
const stalled = 3;
/** Slow errors over a shorter time may be one stall. */
const leastSlowForMs = 200;
/** Of the slow errors' median: what takes as long was waited for as they were. */
const surelySlow = 0.6;
/** A request begins when it was due, and meets the breaker a little later. */
const onTheWayMs = 25;
const mostTimedOut = 0.1;
/** So many of the errors have to go on to the end. */
const leastGoOn = 0.3;
/** Fast errors in the stretch in which nothing slow is under way. */
const fewestInLull = 20;
/** Without errors after the fault for so long, it has closed. */
const quietMs = 1_000;
/** How far a slow error's end may be off: the bin it began in, and the bucket of its time. */
const bucketShare = 0.1;

interface Errors {
  readonly atMs: number;
  readonly ms: number;
  readonly count: number;
}

export function inferCollapse({ bins, widthMs, window, shedShare, usualMs, bystanders }: CollapseInput): Inference {
  const inside = bins.filter(({ atMs }) => atMs >= window[0] - widthMs && atMs + widthMs <= window[1] + widthMs / 2);
  const errors = inside.flatMap(errorsOf);
  const total = sum(errors);
  const timedOut = inside.reduce((all, bin) => all + bin.timedOut, 0);
  if (timedOut > mostTimedOut * (timedOut + total))
    return declined(`${timedOut} requests found no answer within the tool's patience, and what became of them in the system is not known`);
  if (total < fewestErrors) return declined(`${total} errors while it was in, ${fewestErrors} are needed`);
  if (shedShare > 0.5) return declined('most were turned away with 429, or 503 and Retry-After: a limit of the rate looks the same');
  const half = (window[0] + window[1]) / 2;
  const [slowMs, fastMs] = [median(firstOf(errors, firstErrors)), median(errors.filter(({ atMs }) => atMs >= half))];
  if (fastMs === null || slowMs === null) return declined('no errors in the second half of the fault');
  if (slowMs < leastSlowMs)
    return declined(`errors were fast from the beginning (${formatMs(slowMs)}): a breaker would make no difference`);
  if (becameFewer(errors, window))
    return declined(
      'errors became fewer while it was in: what answers in their place, a fallback or the dependency, does not show in times',
    );
  const said = `errors took ${formatMs(slowMs)} at first and ${formatMs(fastMs)} later`;
  if (slowMs / fastMs < leastCollapse) return { declined: null, moves: [], watched: [window], detail: `${said}: no collapse` };
  if (usualMs === null) return declined(`${said}, and how long they took with a call before the fault is not known`);
  // What calls takes as long as it did before, or as the dependency takes to fail.
  if (fastMs > usualMs * withoutCall)
    return {
      declined: null,
      moves: [],
      watched: [window],
      detail: `${said}, which is no less than half of the usual ${formatMs(usualMs)}: no collapse`,
    };
  const threshold = Math.sqrt(slowMs * fastMs);
  const trip = tripOf(errors, { threshold, slowMs: surelySlow * slowMs }, widthMs);
  if (trip === null) return declined(`${said}, but some were slow throughout: several breakers in turn, or none`);
  const whyNot = whyNoBreaker(errors, trip, threshold, widthMs, window);
  if (whyNot !== null) return declined(`${said}, but ${whyNot}`);
  const besideMs = bystanders?.medianIn(window[0], trip[0]) ?? null;
  if (bystanders !== null && besideMs !== null && besideMs > stalled * bystanders.usualMs && besideMs > bystanders.usualMs + leastSlowMs)
    return declined(
      `${said}, but requests that it does not touch were slow at first too (${formatMs(besideMs)}): the machine may have stalled`,
    );
  const probes = probesOf(errors, trip, slowMs, threshold);
  return {
    declined: null,
    moves: [{ from: 'closed', to: 'open', atMs: trip }, ...closing(bins, window, widthMs)],
    watched: [window],
    detail: `${said}${spacing(probes)}`,
  };
}

function errorsOf({ atMs, times }: ErrorBin): Errors[] {
  const list: Errors[] = [];
  for (let i = 0; i + 1 < times.length; i += 2) list.push({ atMs, ms: valueOf(times[i] as number) / 1_000, count: times[i + 1] as number });
  // Within a bin nobody knows the order; a breaker that opens makes slow ones come first.
  return list.toSorted((a, b) => b.ms - a.ms);
}

/** In the second half, against the second from the first error on. */
function becameFewer(errors: readonly Errors[], [fromMs, toMs]: Interval): boolean {
  const firstMs = errors[0]?.atMs ?? fromMs;
  const early = sum(errors.filter(({ atMs }) => atMs < firstMs + 1_000));
  const halfMs = (toMs - fromMs) / 2;
  return (sum(errors.filter(({ atMs }) => atMs >= fromMs + halfMs)) / halfMs) * 1_000 < leastGoOn * early;
}

function firstOf(errors: readonly Errors[], n: number): Errors[] {
  let left = n;
  return errors.flatMap((one) => {
    const count = Math.min(left, one.count);
    left -= count;
    return count > 0 ? [{ ...one, count }] : [];
  });
}

function median(errors: readonly Errors[]): number | null {
  const middle = sum(errors) / 2;
  let seen = 0;
  for (const { ms, count } of errors.toSorted((a, b) => a.ms - b.ms)) {
    seen += count;
    if (seen >= middle) return ms;
  }
  return null;
}

function sum(errors: readonly Errors[]): number {
  return errors.reduce((all, { count }) => all + count, 0);
}

/** Between the begin of the last slow one and that of the first fast one of the first run; null where there is no such run. */
function tripOf(errors: readonly Errors[], { threshold, slowMs }: { threshold: number; slowMs: number }, widthMs: number): Interval | null {
  for (const [i, first] of errors.entries()) {
    if (first.ms >= threshold) continue;
    const next = firstOf(errors.slice(i), run);
    if (sum(next) < run) return null;
    if (sum(next.filter(({ ms }) => ms < threshold)) < fastInRun * run) continue;
    // What lies between is slow for a reason of its own, such as a busy machine.
    const lastSlow = errors.slice(0, i).findLast(({ ms }) => ms >= slowMs);
    return [lastSlow?.atMs ?? first.atMs, first.atMs + widthMs + onTheWayMs];
  }
  return null;
}

function whyNoBreaker(errors: readonly Errors[], trip: Interval, threshold: number, widthMs: number, window: Interval): string | null {
  const before = errors.filter(({ atMs }) => atMs < trip[1] - widthMs - onTheWayMs);
  const slow = before.filter(({ ms }) => ms >= threshold);
  const firstMs = slow[0]?.atMs ?? trip[0];
  if (trip[0] - firstMs < leastSlowForMs - widthMs) return 'they were slow for too short a time to tell it from a stall';
  if (sum(slow) < fastInRun * sum(before)) return 'fast ones had come in between: several breakers in turn, or none';
  if (trip[1] - trip[0] > widestMs + onTheWayMs) return 'they came too rarely to say when that changed';
  return longestLull(errors, trip, threshold, widthMs, window)
    ? null
    : 'slow ones were under way at all times: what turns others away while it is busy looks the same';
}

/** Whether there is a stretch after the trip in which no slow error is under way and fast ones begin. */
function longestLull(errors: readonly Errors[], trip: Interval, threshold: number, widthMs: number, window: Interval): boolean {
  const slow = errors.filter(({ ms }) => ms >= threshold).map(({ atMs, ms }): Interval => [atMs, atMs + widthMs + ms * (1 + bucketShare)]);
  const longest = Math.max(...slow.map(([from, to]) => to - from));
  const leastMs = 2 * widthMs + bucketShare * longest;
  let freeMs = trip[1];
  for (const [from, to] of [...slow, [window[1], window[1]] as Interval]) {
    const fast = errors.filter(({ atMs, ms }) => ms < threshold && atMs >= freeMs && atMs + widthMs <= from);
    if (from - freeMs >= leastMs && sum(fast) >= fewestInLull) return true;
    freeMs = Math.max(freeMs, to);
  }
  return false;
}

/** Slow errors that stand alone among fast ones, as a breaker's probes do, and what a stall does to one: they are told, not counted. */
function probesOf(errors: readonly Errors[], trip: Interval, slowMs: number, threshold: number): Errors[] {
  const after = errors.filter(({ atMs }) => atMs >= trip[1]);
  const fast = after.filter(({ ms }) => ms < threshold);
  const p99 = quantile(fast, 0.99) ?? 0;
  const bound = Math.max(surelySlow * slowMs, 3 * p99);
  return after.filter((one) => {
    if (one.ms < bound) return false;
    const near = after.filter(({ atMs }) => Math.abs(atMs - one.atMs) <= 100);
    return sum(near.filter(({ ms }) => ms < threshold)) > 0.95 * (sum(near) - one.count);
  });
}

function quantile(errors: readonly Errors[], q: number): number | null {
  const rank = q * sum(errors);
  let seen = 0;
  for (const { ms, count } of errors.toSorted((a, b) => a.ms - b.ms)) {
    seen += count;
    if (seen >= rank) return ms;
  }
  return null;
}

/** With the errors: none after the fault for a second and more. Not where they go on to the end. */
function closing(bins: readonly ErrorBin[], window: Interval, widthMs: number): InferredMove[] {
  let lastMs = window[1];
  const after = bins.filter(({ atMs }) => atMs + widthMs > window[1]);
  for (const { atMs, times } of after) {
    if (times.length === 0) continue;
    if (atMs - lastMs > quietMs) break;
    lastMs = atMs + widthMs;
  }
  if ((after.at(-1)?.atMs ?? 0) - lastMs < quietMs) return [];
  return [{ from: 'open', to: 'closed', atMs: [window[1], lastMs] }];
}

/** `; 3 probes, 2.1 s apart (CV 4 %)`. */
function spacing(probes: readonly Errors[]): string {
  if (probes.length === 0) return '';
  const gaps = probes.slice(1).map(({ atMs }, i) => atMs - (probes[i] as Errors).atMs);
  const said = `; ${probes.length} probe${probes.length === 1 ? '' : 's'}`;
  if (gaps.length < 2) return gaps.length === 0 ? said : `${said}, ${formatMs(gaps[0] as number)} apart`;
  const mean = gaps.reduce((all, gap) => all + gap, 0) / gaps.length;
  const spread = Math.sqrt(gaps.reduce((all, gap) => all + (gap - mean) ** 2, 0) / gaps.length) / mean;
  return `${said}, ${formatMs(mean)} apart (CV ${Math.round(spread * 100)} %)`;
}
