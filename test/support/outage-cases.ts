/** Outages of known length, analysed from their logs, and how far the answers were from the truth. */
import { analyse } from '../../src/analysis/analyse.ts';
import type { Recovery } from '../../src/analysis/analysis.ts';
import { parseLog } from '../../src/events/parse-log.ts';
import { requestsToProve } from '../../src/objectives/wilson.ts';
import { outageRun, outages, type Outage, type OutageTruth } from './outage-log.ts';

export const rates = [20, 200, 2_000] as const;

export interface Answer {
  readonly outage: Outage;
  readonly perSecond: number;
  readonly seed: number;
  readonly truth: OutageTruth;
  readonly found: Pick<Recovery, 'scope' | 'status' | 'recoveryMs' | 'changePointMs' | 'uncertaintyMs' | 'reason'>;
  /** Whether what came after the truth could show it. */
  readonly provable: boolean;
}

export function answerOf(outage: Outage, perSecond: number, seed: number): Answer {
  const { log, truth } = outageRun({ outage, perSecond, seed, watchMs: watchMs(outage, perSecond, seed) });
  const found = analyse(parseLog(log).events).recovery[0];
  if (found === undefined) throw new Error('the analysis has no recovery');
  const { scope, status, recoveryMs, changePointMs, uncertaintyMs, reason } = found;
  const provable = truth.requestsAfter >= requestsToProve(truth.errorShare + 0.01);
  return { outage, perSecond, seed, truth, provable, found: { scope, status, recoveryMs, changePointMs, uncertaintyMs, reason } };
}

/** At 20/s every other pair of runs ends before good could be shown; a route of few requests is watched longer. */
function watchMs(outage: Outage, perSecond: number, seed: number): number {
  if (outage === 'one route of many') return perSecond === 2_000 ? 25_000 : 90_000;
  if (perSecond === 20) return Math.floor(seed / 2) % 2 === 1 ? 6_000 : 50_000;
  return perSecond === 200 ? 20_000 : 9_000;
}

/** Seconds; what was recovered, against the truth. */
export function errorsOf(answers: readonly Answer[], by: 'recoveryMs' | 'changePointMs' = 'recoveryMs'): number[] {
  return answers
    .flatMap(({ found, truth }) => {
      const ms = found[by];
      return found.status === 'recovered' && ms !== null && truth.recoveryMs !== null ? [(ms - truth.recoveryMs) / 1_000] : [];
    })
    .toSorted((a, b) => a - b);
}

/** Nearest rank; null of nothing. */
export function quantile(sorted: readonly number[], q: number): number | null {
  return sorted[Math.max(0, Math.ceil(q * sorted.length - 1e-9) - 1)] ?? null;
}

/** What is promised, each in a sentence when it is broken. */
export function broken(answers: readonly Answer[]): string[] {
  const name = ({ outage, perSecond, seed }: Answer): string => `${outage} at ${perSecond}/s, seed ${seed}`;
  const wrong: string[] = [];
  for (const answer of answers) {
    const { found, truth, provable, perSecond, outage } = answer;
    const said = `${name(answer)}: ${found.status} ${found.recoveryMs ?? ''} ${found.reason ?? ''}`;
    if (found.status === 'never-degraded' || found.status === 'recovered-before-clear') wrong.push(said);
    if (truth.recoveryMs === null && found.status === 'recovered') wrong.push(`never recovered: ${said}`);
    if (truth.recoveryMs !== null && !provable && found.status !== 'insufficient-data') wrong.push(`not provable: ${said}`);
    if (truth.recoveryMs !== null && outage !== 'one route of many' && perSecond >= 200 && found.status !== 'recovered') wrong.push(said);
    if (found.status === 'recovered' && found.uncertaintyMs === null) wrong.push(`no uncertainty: ${said}`);
  }
  for (const outage of outages.filter((one) => one !== 'ramp' && one !== 'never')) {
    const errors = errorsOf(answers.filter((answer) => answer.outage === outage && answer.perSecond >= 200))
      .map(Math.abs)
      .toSorted((a, b) => a - b);
    const [median, p95] = [quantile(errors, 0.5), quantile(errors, 0.95)];
    if (median === null || median > 0.2) wrong.push(`${outage}: median of the absolute error ${median} s`);
    if (p95 === null || p95 > 1) wrong.push(`${outage}: p95 of the absolute error ${p95} s`);
  }
  return wrong;
}
