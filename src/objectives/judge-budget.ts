/**
 * How much of an error budget a time has cost: of the failures that an objective of, say, 99.9 % leaves to that many requests,
 * the share that happened. Only where requests come by the clock does a number of requests stand for a stretch of time.
 */
import { formatShare } from '../units.ts';
import { inconclusive, isMissing, type Judgement, type Measures } from './measures.ts';
import type { Objective } from './objective.ts';
import { dueOf } from './tally.ts';

type Budget = Extract<Objective, { kind: 'budget' }>;

export const noBudgetInClosedModel = 'in a closed model fewer requests come when the target is slow, so that their number is no time';

export function judgeBudget(objective: Budget, measures: Measures): Judgement {
  const wanted = `at most ${formatShare(objective.atMost)} spent`;
  if (!measures.openLoad) return inconclusive(wanted, noBudgetInClosedModel);
  const tally = measures.tally(objective.of, objective.during);
  if (isMissing(tally)) return inconclusive(wanted, tally.missing);
  const due = dueOf(tally);
  if (due === 0) return inconclusive(wanted, tally.cut ?? 'no requests in that time');
  const failed = due - tally.outcomes.ok;
  const spent = failed / (due * (1 - objective.slo));
  const actual = `${formatShare(spent)} spent (${failed} of ${due} failed)`;
  if (spent > objective.atMost + 1e-9) return { verdict: 'breached', actual, wanted, reason: null };
  const needed = requestsForBudget(objective);
  if (due < needed)
    return inconclusive(
      wanted,
      `${due} requests can't show it: with fewer than ${needed} a single failure would be more than that`,
      actual,
    );
  return tally.cut === null ? { verdict: 'held', actual, wanted, reason: null } : inconclusive(wanted, tally.cut, actual);
}

/** Requests with which one failure is just within: 1 / ((1 - slo) * atMost). Where nothing may be spent, of one whole failure. */
export function requestsForBudget({ slo, atMost }: Budget): number {
  return Math.ceil(1 / ((1 - slo) * (atMost > 0 ? atMost : 1)) - 1e-6);
}
