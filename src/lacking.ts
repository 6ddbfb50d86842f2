/** What a plan does not bring, in sentences. */
import { everyFault } from './objectives/names.ts';
import type { Plan, PlannedNeeds } from './plan/plan.ts';

/** The reason, and what to change. */
export function whyNot({ reason, remedy }: PlannedNeeds): string {
  return `${reason ?? 'too little data'}${remedy == null ? '' : `: ${remedy}`}`;
}

/** Recoveries that can't be judged, where no objective asks for them. That there is no baseline, or users in place of rates, is a warning of the plan. */
export function faultWarnings({ load, objectives, faultNeeds = [] }: Plan): string[] {
  if (load.model === 'closed') return [];
  const said = (fault: string): boolean =>
    objectives.some(({ objective, provable }) => !provable && 'after' in objective && [fault, everyFault].includes(objective.after));
  const unknown = new Set(faultNeeds.flatMap(({ fault, of, provable }) => (of === 'baseline' && !provable ? [fault] : [])));
  return faultNeeds
    .filter(({ fault, of, provable }) => of === 'recovery' && !provable && !said(fault) && !unknown.has(fault))
    .map((needs) => `recovery from ${needs.fault} can be judged ${needs.given}: ${whyNot(needs)}`);
}
