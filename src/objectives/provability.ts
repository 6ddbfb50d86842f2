/** Whether a plan brings what an objective or a fault needs, and what that is in words. */
import type { Plan, PlannedNeeds } from '../plan/plan.ts';

export type Needs = PlannedNeeds;

/** The parts of a plan that decide it. */
export type Facts = Pick<Plan, 'load' | 'faults' | 'breakers' | 'baseline' | 'reconcile' | 'target' | 'alerts' | 'probes'> & {
  readonly objectives?: Plan['objectives'];
};

export function provable(needs: string, given: string): Needs {
  return { needs, given, provable: true, reason: null, remedy: null };
}

/** `remedy`: what to change, in numbers; null where nobody knows. */
export function notProvable(needs: string, given: string, reason: string, remedy: string | null): Needs {
  return { needs, given, provable: false, reason, remedy };
}
