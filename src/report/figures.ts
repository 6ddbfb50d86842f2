/** Numbers of an analysis as every report writes them: with unit, sample size and uncertainty, and a dash with a reason where unknown. */
import { formatMs, formatMsWithin, formatRate, formatShare } from '../units.ts';
import type { Analysis, Percentiles, RouteRecovery } from '../analysis/analysis.ts';

/** What stands for a number that can't be known. */
export const unknown = '–';

/** `12,345`. */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** `1 request`, `1,204 requests`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${Math.round(value) === 1 ? one : many}`;
}

export function msOrDash(ms: number | null): string {
  return ms === null ? unknown : formatMs(ms);
}

export function shareOrDash(share: number | null): string {
  return share === null ? unknown : formatShare(share);
}

export function rateOrDash(perSecond: number | null): string {
  return perSecond === null ? unknown : formatRate(perSecond);
}

/** `488 opened, 3 failed; 4.9/s, at most 117/s; handshake p50 0.4 ms, p99 3.2 ms, max 8.9 ms`. */
export function connectionsText({ connections }: Pick<Analysis, 'connections'>): string {
  const { opened, failed, perSecond, handshakeMs } = connections;
  const took = `handshake p50 ${msOrDash(handshakeMs.p50)}, p99 ${msOrDash(handshakeMs.p99)}, max ${msOrDash(handshakeMs.max)}`;
  const rate = `${rateOrDash(perSecond.mean)}, at most ${rateOrDash(perSecond.max)}`;
  return `${count(opened)} opened, ${count(failed)} failed; ${rate}${handshakeMs.n === 0 ? '' : `; ${took}`}`;
}

/** A moment of the run as on a stopwatch: `0:20.4`, `1:05.0`; before the start `-0:01.2`. */
export function moment(ms: number): string {
  const tenths = Math.round(Math.abs(ms) / 100);
  const seconds = Math.floor(tenths / 10);
  const sign = ms < 0 && tenths > 0 ? '-' : '';
  return `${sign}${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}.${tenths % 10}`;
}

/** A length known to lie between two: `1.2 s ±100 ms`; just `1.2 s` where the doubt is under 1 ms. */
export function between([earliest, latest]: readonly [number, number]): string {
  return formatMsWithin((earliest + latest) / 2, (latest - earliest) / 2);
}

/** The fewest samples at which a percentile is shown; the same numbers that analysis holds to. */
export const fewest = { p50: 1, p90: 10, p95: 20, p99: 100 } as const;

/** Why a percentile is a dash, or null where it is not. */
export function whyUnknown(percentiles: Percentiles, which: keyof typeof fewest): string | null {
  if (percentiles[which] !== null) return null;
  if (percentiles.n === 0) return 'nothing was answered';
  return `${which} needs ${fewest[which]} samples, there are ${percentiles.n}`;
}

/** `3.2 s ±300 ms`, `not recovered after 42 s`, `insufficient data`: the answer in a few words. */
export function recoveryText(
  recovery: Pick<RouteRecovery, 'status' | 'recoveryMs' | 'censoredAtMs' | 'uncertaintyMs' | 'relapses'>,
): string {
  const within = recovery.recoveryMs === null ? null : formatMsWithin(recovery.recoveryMs, recovery.uncertaintyMs ?? 0);
  switch (recovery.status) {
    case 'recovered':
      return within ?? 'recovered';
    case 'recovered-before-clear':
      return 'before its removal';
    case 'never-degraded':
      return 'never degraded';
    case 'relapsed':
      return `relapsed${recovery.relapses > 1 ? ` ${recovery.relapses} times` : ''}${within === null ? '' : `, last good after ${within}`}`;
    case 'censored':
      return recovery.censoredAtMs === null ? 'not seen to recover' : `> ${formatMs(recovery.censoredAtMs)}`;
    case 'insufficient-data':
      return `insufficient data${recovery.censoredAtMs === null ? '' : `, not before ${formatMs(recovery.censoredAtMs)}`}`;
  }
}

/** Outcomes by the names people say: `http error`, `connect error`. */
export function outcomeName(outcome: string): string {
  return outcome.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** `2 checkout (84), 1 add-to-cart (3)`: the steps at which a journey failed, the most frequent first; `–` for none. */
export function failedAtText({ failedAt }: Analysis['journeys'][number]): string {
  const steps = failedAt.toSorted((a, b) => b.count - a.count || a.step - b.step);
  return steps.length === 0 ? unknown : steps.map(({ step, route, count: times }) => `${step} ${route} (${count(times)})`).join(', ');
}

/** Why a percentile of a journey's duration is a dash, or null where none is. */
export function durationUnknown({ durationMs }: Analysis['journeys'][number]): string | null {
  if (durationMs.n === 0) return 'none was completed';
  return whyUnknown(durationMs, 'p50') ?? whyUnknown(durationMs, 'p95') ?? whyUnknown(durationMs, 'p99');
}

/** Stands under every table of journeys that has room for it. */
export const durationMeaning =
  'Times are of completed journeys, from the first intended time to the last answer, pauses included; completion leaves out the cancelled ones.';
