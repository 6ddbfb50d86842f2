/** What a plan does not bring, in sentences. */
import type { Plan, PlannedNeeds } from './plan/plan.ts';

/** The reason, and what to change. */
export function whyNot({ reason, remedy }: PlannedNeeds): string {
  return `${reason ?? 'too little data'}${remedy == null ? '' : `: ${remedy}`}`;
}

/** Recoveries that can't be judged, where no objective asks for them. That there is no baseline, or users in place of rates, is a warning of the plan. */
export function faultWarnings({ load, objectives, faultNeeds = [] }: Plan): string[] {
  if (load.model === 'closed') return [];
  const said = new Set(objectives.filter(({ provable }) => !provable).map(({ reason }) => reason));
  return faultNeeds
    .filter(({ of, provable, reason }) => of === 'recovery' && !provable && !said.has(reason))
    .map((needs) => `recovery from ${needs.fault} can be judged ${needs.given}: ${whyNot(needs)}`);
}
