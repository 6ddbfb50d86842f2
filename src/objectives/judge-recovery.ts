/** How long it took to be good again after a fault, and how long it was bad. */
import { formatMs, formatMsWithin } from '../units.ts';
import { judgeEach, worstOf } from './judge-each.ts';
import { judgeInterval } from './judge-interval.ts';
import { inconclusive, isMissing, type Judgement, type Measures, type RecoveryFacts } from './measures.ts';
import type { Objective } from './objective.ts';

type Recovers = Extract<Objective, { kind: 'recovers' }>;
type Degrades = Extract<Objective, { kind: 'degrades' }>;

export function judgeRecovers(objective: Recovers, measures: Measures): Judgement {
  const wanted = `within ${formatMs(objective.withinMs)}`;
  return afterEach(objective, wanted, measures, (all) => worst(all, all, (facts) => recovers(facts, objective.withinMs, wanted)));
}

export function judgeDegrades(objective: Degrades, measures: Measures): Judgement {
  const wanted = `at most ${formatMs(objective.forAtMostMs)}`;
  return afterEach(objective, wanted, measures, (all) => {
    // What took longest to recover need not be what was bad for longest.
    const longestFirst = all.toSorted((a, b) => (b.degradedForMs ?? 0) - (a.degradedForMs ?? 0));
    return worst(longestFirst, all, (facts) => degrades(facts, objective.forAtMostMs, wanted));
  });
}

function afterEach(
  objective: Recovers | Degrades,
  wanted: string,
  measures: Measures,
  judge: (all: readonly RecoveryFacts[]) => Judgement,
): Judgement {
  return judgeEach(objective.after, wanted, measures, (fault) => {
    const all = measures.recovery(fault, objective.of);
    return isMissing(all) ? inconclusive(wanted, all.missing) : judge(all);
  });
}

/**
 * Each is judged, and the worst judgement counts; of equals the first of `ordered`. What there is too little data of counts where it is breached
 * all the same, or where it is the worst affected: a route that hardly anybody asks for must not keep every verdict open.
 */
function worst(
  ordered: readonly RecoveryFacts[],
  [worstAffected]: readonly RecoveryFacts[],
  judge: (facts: RecoveryFacts) => Judgement,
): Judgement {
  const judged = ordered.map((facts) => {
    const judgement = judge(facts);
    // The report names the worst affected; where another decides it must be named here.
    const actual = facts === worstAffected || judgement.actual === null ? judgement.actual : `${judgement.actual}, ${facts.scope}`;
    return { facts, judgement: { ...judgement, actual } };
  });
  const counting = judged.filter(
    ({ facts, judgement }) => facts === worstAffected || facts.status !== 'insufficient-data' || judgement.verdict === 'breached',
  );
  return worstOf(counting.map(({ judgement }) => judgement)) as Judgement;
}

function recovers(facts: RecoveryFacts, boundMs: number, wanted: string): Judgement {
  const { status, recoveryMs, censoredAtMs, uncertaintyMs, reason } = facts;
  if (status === 'insufficient-data') {
    // Too little to know when it was good, but it was surely bad for so long.
    if (censoredAtMs !== null && censoredAtMs - (uncertaintyMs ?? 0) > boundMs)
      return { verdict: 'breached', actual: `> ${formatMs(censoredAtMs)}`, wanted, reason };
    return inconclusive(wanted, reason ?? 'insufficient data', 'insufficient data');
  }
  if (status === 'never-degraded') return { verdict: 'held', actual: 'never degraded', wanted, reason };
  if (status === 'recovered-before-clear') return { verdict: 'held', actual: 'good again before the fault was removed', wanted, reason };
  if (status === 'relapsed') return { verdict: 'breached', actual: 'relapsed', wanted, reason };
  if (recoveryMs !== null) {
    const spread = uncertaintyMs ?? 0;
    const judged = judgeInterval([Math.max(0, recoveryMs - spread), recoveryMs + spread], boundMs, wanted);
    return { ...judged, actual: formatMsWithin(recoveryMs, spread), reason: judged.reason ?? reason };
  }
  const actual = censoredAtMs === null ? 'not recovered' : `> ${formatMs(censoredAtMs)}`;
  if (censoredAtMs !== null && censoredAtMs >= boundMs) return { verdict: 'breached', actual, wanted, reason };
  return inconclusive(wanted, 'not recovered when the watch ended, which was before the bound', actual);
}

function degrades(facts: RecoveryFacts, boundMs: number, wanted: string): Judgement {
  const { status, degradedForMs, uncertaintyMs, reason } = facts;
  if (status === 'insufficient-data') {
    if (degradedForMs !== null && degradedForMs - (uncertaintyMs ?? 0) > boundMs)
      return { verdict: 'breached', actual: `> ${formatMs(degradedForMs)}`, wanted, reason };
    return inconclusive(wanted, reason ?? 'insufficient data', 'insufficient data');
  }
  if (status === 'never-degraded') return { verdict: 'held', actual: 'never degraded', wanted, reason };
  if (degradedForMs === null) return inconclusive(wanted, reason ?? 'when it became bad is not known');
  if (status === 'relapsed' || status === 'censored') {
    const actual = `> ${formatMs(degradedForMs)}`;
    return degradedForMs >= boundMs
      ? { verdict: 'breached', actual, wanted, reason }
      : inconclusive(wanted, 'still bad when the watch ended, which was before the bound', actual);
  }
  const spread = uncertaintyMs ?? 0;
  return {
    ...judgeInterval([Math.max(0, degradedForMs - spread), degradedForMs + spread], boundMs, wanted),
    actual: formatMsWithin(degradedForMs, spread),
  };
}
