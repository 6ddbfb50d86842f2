/** The figures of a scope after a fault, as every report writes them. */
import { formatMs } from '../units.ts';
import type { Analysis, RouteRecovery } from '../analysis/analysis.ts';
import { between, msOrDash, recoveryText, shareOrDash, unknown } from './figures.ts';

export interface ScopeFigures {
  readonly fault: string;
  /** `checkout`, `journey buy`, `all routes`. */
  readonly scope: string;
  /** With its uncertainty. */
  readonly recovered: string;
  /** The same instant by the second method. */
  readonly changePoint: string;
  /** `2 s, 900 ms left`: the breaker's, and what of it was left at the removal. */
  readonly wait: string;
  readonly degraded: string;
  readonly detected: string;
  readonly tripped: string;
  /** `4.03 s ±125 ms, breaker`. */
  readonly mitigated: string;
  /** Seconds of full service. */
  readonly lost: string;
  /** Share served in the worst tenth of the bad seconds. */
  readonly depth: string;
  readonly byRequest: string;
  readonly byTime: string;
  readonly overshoot: string;
  /** `against peak`, or empty. */
  readonly reference: string;
  /** Why there is no better answer, and relapses before it; or empty. */
  readonly reason: string;
  /** The reason, or without one the reference, and relapses. */
  readonly note: string;
}

/** One a scope of each fault, in the order of the analysis. */
export function recoveryFigures({ recovery }: Pick<Analysis, 'recovery'>): ScopeFigures[] {
  return recovery.flatMap((one) => (one.perRoute.length > 0 ? one.perRoute : [one]).map((scope) => figuresOf(one.fault, scope)));
}

function figuresOf(fault: string, one: RouteRecovery): ScopeFigures {
  const reference = one.referenceStage === null ? '' : `against ${one.referenceStage}`;
  const relapsed = one.relapses > 0 && one.status !== 'relapsed' ? `relapsed ${one.relapses === 1 ? 'once' : `${one.relapses} times`}` : '';
  return {
    fault,
    scope: scopeName(one),
    recovered: recoveryText(one),
    changePoint: msOrDash(one.changePointMs),
    wait: waitText(one) ?? unknown,
    degraded: msOrDash(one.timeToDegradeMs),
    detected: msOrDash(one.timeToDetectMs),
    tripped: one.timeToTripMs === null ? unknown : between(one.timeToTripMs),
    mitigated: one.timeToMitigateMs === null ? unknown : `${between(one.timeToMitigateMs)}, ${one.mitigatedBy ?? ''}`,
    lost: one.resilienceLoss === null ? unknown : formatMs(one.resilienceLoss * 1_000),
    depth: shareOrDash(one.depth),
    byRequest: shareOrDash(one.errorRate?.byRequest ?? null),
    byTime: shareOrDash(one.errorRate?.byTime ?? null),
    overshoot: overshootText(one) ?? unknown,
    reference,
    reason: joined([one.reason ?? '', relapsed]),
    note: joined([one.reason ?? reference, relapsed]),
  };
}

/** Those that say something, in one line. */
export function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('; ');
}

export function scopeName({ kind, scope }: Pick<RouteRecovery, 'kind' | 'scope'>): string {
  return kind === 'all' ? 'all routes' : kind === 'journey' ? `journey ${scope}` : scope;
}

/** `2 s, 900 ms left`; null where no wait is known. */
export function waitText({ breakerWaitMs, breakerResidualMs }: RouteRecovery): string | null {
  if (breakerWaitMs === null) return null;
  return `${formatMs(breakerWaitMs)}${breakerResidualMs === null ? '' : `, ${formatMs(breakerResidualMs)} left`}`;
}

/** `answers 1.4×, p95 2.4×`: what there was more of than usual; `none`; null where that is not known. */
function overshootText({ overshoot }: RouteRecovery): string | null {
  if (overshoot === null) return null;
  const parts = (
    [
      ['arrivals', overshoot.arrivals],
      ['answers', overshoot.answers],
      ['p95', overshoot.latency],
    ] as const
  ).flatMap(([name, times]) => (times === null || times < 1.05 ? [] : [`${name} ${times.toFixed(times < 10 ? 1 : 0)}×`]));
  return parts.length === 0 ? 'none' : parts.join(', ');
}

/** What stands beside the recovery time of the worst: `change point 1.2 s, breaker waits 2 s, 2.61 s of service lost`. */
export function recoveryDetail(one: RouteRecovery): string {
  const { changePointMs, breakerWaitMs, recoveryMs, resilienceLoss } = one;
  return [
    changePointMs === null ? '' : `change point ${formatMs(changePointMs)}`,
    breakerWaitMs === null || recoveryMs === null ? '' : `breaker waits ${formatMs(breakerWaitMs)}`,
    resilienceLoss === null || resilienceLoss < 0.005 ? '' : `${formatMs(resilienceLoss * 1_000)} of service lost`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}
