/** The names an objective speaks of, so that each can be checked against the scenario, and `during X` bound to what X is. */
import type { Plan } from '../plan/plan.ts';
import type { AbortCondition, During, Objective, Scope } from './objective.ts';
import { scopeName } from './scope.ts';

/** What `recovers within 30s` without `after FAULT` means: after each fault of the plan. */
export const everyFault = '*';

export interface Names {
  /** Must be faults. */
  readonly faults: readonly string[];
  readonly breakers: readonly string[];
  readonly probes: readonly string[];
  /** Must be routes or journeys. */
  readonly scopes: readonly string[];
  /** Must be routes. */
  readonly routes: readonly string[];
  /** Must be journeys. */
  readonly journeys: readonly string[];
  /** `during X`: must be stages or faults. */
  readonly either: readonly string[];
}

export function namesIn(objective: Objective | AbortCondition): Names {
  const during = 'during' in objective ? objective.during : undefined;
  const of = 'of' in objective ? objective.of : null;
  const faults = [];
  if ('after' in objective && objective.after !== everyFault) faults.push(objective.after);
  if (during?.over === 'after') faults.push(during.name);
  return {
    faults,
    breakers: 'breaker' in objective ? [objective.breaker] : [],
    probes: 'probe' in objective ? [objective.probe] : [],
    scopes: typeof of === 'string' ? [of] : [],
    routes: hasKey(of, 'route') ? [scopeName(of)] : [],
    journeys: hasKey(of, 'journey') ? [scopeName(of)] : [],
    either: during?.over === 'stage' || during?.over === 'fault' ? [during.name] : [],
  };
}

function hasKey(of: Scope, key: 'route' | 'journey'): of is Exclude<Scope, null> {
  return typeof of === 'object' && of !== null && key in of;
}

export interface Known {
  readonly stages: readonly string[];
  readonly faults: readonly string[];
  readonly routes: readonly string[];
}

/** What a plan has of them. */
export function knownIn({ load, faults }: Pick<Plan, 'load' | 'faults'>): Known {
  return {
    stages: load.stages.map(({ name }) => name),
    faults: faults.map(({ id }) => id),
    routes: load.journeys.flatMap(({ steps }) => steps.map(({ route }) => route)),
  };
}

/** Says of `during X` whether X is a stage or a fault; the two share one namespace, so it is never both. Leaves `journey X` only where X is a route too. */
export function bindNames<T extends Objective | AbortCondition>(objective: T, known: Known): T {
  return bindScope(bindDuring(objective, known), known);
}

function bindDuring<T extends Objective | AbortCondition>(objective: T, known: Known): T {
  if (!('during' in objective)) return objective;
  const { during } = objective;
  if (during.over !== 'stage' && during.over !== 'fault') return objective;
  const over: During['over'] = known.faults.includes(during.name) && !known.stages.includes(during.name) ? 'fault' : 'stage';
  return { ...objective, during: { over, name: during.name } };
}

function bindScope<T extends Objective | AbortCondition>(objective: T, known: Known): T {
  if (!('of' in objective) || typeof objective.of !== 'object' || objective.of === null) return objective;
  const name = scopeName(objective.of);
  return 'journey' in objective.of && known.routes.includes(name) ? objective : { ...objective, of: name };
}
