/** Objectives that a baseline is held to: those `during` its stage. */
import type { Plan } from '../plan/plan.ts';
import type { Objective } from './objective.ts';

export function objectivesDuring(stage: string, { objectives }: Plan): Objective[] {
  return objectives
    .map(({ objective }) => objective)
    .filter((one) => 'during' in one && one.during.over === 'stage' && one.during.name === stage);
}
