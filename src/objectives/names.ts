/** The names an objective speaks of, so that each can be checked against the scenario, and `during X` bound to what X is. */
import type { During, Objective } from './objective.ts';

/** What `recovers within 30s` without `after FAULT` means: after each fault of the plan. */
export const everyFault = '*';

export interface Names {
  /** Must be faults. */
  readonly faults: readonly string[];
  readonly breakers: readonly string[];
  /** Must be routes or journeys. */
  readonly scopes: readonly string[];
  /** `during X`: must be stages or faults. */
  readonly either: readonly string[];
}

export function namesIn(objective: Objective): Names {
  const during = 'during' in objective ? objective.during : undefined;
  const faults = [];
  if ('after' in objective && objective.after !== everyFault) faults.push(objective.after);
  if (during?.over === 'after') faults.push(during.name);
  return {
    faults,
    breakers: 'breaker' in objective ? [objective.breaker] : [],
    scopes: 'of' in objective && objective.of !== null ? [objective.of] : [],
    either: during?.over === 'stage' || during?.over === 'fault' ? [during.name] : [],
  };
}

/** Says of `during X` whether X is a stage or a fault; the two share one namespace, so it is never both. */
export function bindNames(
  objective: Objective,
  known: { readonly stages: readonly string[]; readonly faults: readonly string[] },
): Objective {
  if (!('during' in objective)) return objective;
  const { during } = objective;
  if (during.over !== 'stage' && during.over !== 'fault') return objective;
  const over: During['over'] = known.faults.includes(during.name) && !known.stages.includes(during.name) ? 'fault' : 'stage';
  return { ...objective, during: { over, name: during.name } };
}
