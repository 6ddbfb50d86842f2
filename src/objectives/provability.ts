/** Whether a plan brings what an objective needs, and what that is in words. */
import type { Plan, PlannedObjective } from '../plan/plan.ts';

export type Needs = Omit<PlannedObjective, 'objective'>;

/** The parts of a plan that decide it. */
export type Facts = Pick<Plan, 'load' | 'faults' | 'breakers' | 'baseline' | 'reconcile' | 'target'>;

export function provable(needs: string): Needs {
  return { needs, provable: true, reason: null };
}

export function notProvable(needs: string, reason: string): Needs {
  return { needs, provable: false, reason };
}
