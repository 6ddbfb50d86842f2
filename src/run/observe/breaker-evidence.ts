/** What has to be looked at for the breakers of a plan besides their own sources. */
import type { Plan } from '../../plan/plan.ts';
import type { LoadOptions } from '../load/contract.ts';

type Breakers = Pick<Plan, 'breakers'>;

/** For the load engine. Nothing where no breaker is watched. */
export function evidenceOf({ breakers }: Breakers): Pick<LoadOptions, 'evidence'> {
  if (breakers.length === 0) return {};
  const signatures = breakers.flatMap(({ name, signatures: own = [] }) => (own.length === 0 ? [] : [{ breaker: name, signatures: own }]));
  return { evidence: { errorTimes: breakers.some(({ link }) => link !== null), signatures } };
}

/** The links that a breaker is said to guard. */
export function guardedLinks({ breakers }: Breakers): string[] {
  return [...new Set(breakers.flatMap(({ link }) => (link === null ? [] : [link])))];
}
