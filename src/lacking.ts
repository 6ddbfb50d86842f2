/** What a plan does not bring, in sentences. */
import type { Where } from './errors.ts';
import { everyFault } from './objectives/names.ts';
import type { MadePlan } from './plan/entry.ts';
import type { Plan, PlannedFaultNeeds, PlannedNeeds } from './plan/plan.ts';

/** The reason, and what to change. */
export function whyNot({ reason, remedy }: PlannedNeeds): string {
  return `${reason ?? 'too little data'}${remedy == null ? '' : `: ${remedy}`}`;
}

/** Recoveries that can't be judged for every route, where no objective asks for them. That there are users in place of rates is a warning of the plan. */
function lackingFaults({ load, objectives, faultNeeds = [] }: Plan): PlannedFaultNeeds[] {
  if (load.model === 'closed') return [];
  const said = (fault: string): boolean =>
    objectives.some(({ objective, provable }) => !provable && 'after' in objective && [fault, everyFault].includes(objective.after));
  return faultNeeds.filter(({ fault, of, provable }) => of === 'recovery' && !provable && !said(fault));
}

/** What is said of them, or of those alone that are known in part; of those before which there is no baseline the plan warns itself. */
export function faultWarnings(plan: Plan, which: 'all' | 'known in part' = 'all'): string[] {
  const unknown = new Set((plan.faultNeeds ?? []).flatMap(({ fault, of, provable }) => (of === 'baseline' && !provable ? [fault] : [])));
  return lackingFaults(plan)
    .filter(({ fault, routes }) => !unknown.has(fault) && (which === 'all' || routes?.length !== 0))
    .map((needs) => `recovery from ${needs.fault} can be judged ${needs.given}: ${whyNot(needs)}`);
}

export interface Lacking {
  /** What can't be judged: `"p99 < 1s"`, `recovery from slow`. */
  readonly what: string;
  readonly needs: PlannedNeeds;
  readonly where: Where | undefined;
}

/** Objectives that can't be judged, and faults of whose recovery nothing can be said, of no route. */
export function unprovable({ plan, placeOf }: MadePlan): { objectives: Lacking[]; faults: Lacking[] } {
  const objectives = plan.objectives.flatMap((planned, index) =>
    planned.provable ? [] : [{ what: `"${planned.objective.text}"`, needs: planned, where: placeOf(['objectives', index]) }],
  );
  const faults = lackingFaults(plan)
    .filter(({ routes }) => routes?.length === 0)
    .map((needs) => ({ what: `recovery from ${needs.fault}`, needs, where: placeOfFault({ plan, placeOf }, needs.fault) }));
  return { objectives, faults };
}

/** One that is written for several links is several in the plan, which have one spec. */
export function placeOfFault({ plan, placeOf }: Pick<MadePlan, 'plan' | 'placeOf'>, id: string): Where | undefined {
  const index = plan.faults.findIndex((fault) => fault.id === id);
  return placeOf(['faults', new Set(plan.faults.slice(0, index + 1).map(({ spec }) => spec)).size - 1]);
}

/** `1 of 3 objectives, recovery from slow` */
export function lackingText({ objectives, faults }: { objectives: readonly Lacking[]; faults: readonly Lacking[] }, plan: Plan): string {
  const asked = objectives.length === 0 ? [] : [`${objectives.length} of ${plan.objectives.length} objectives`];
  return [...asked, ...faults.map(({ what }) => what)].join(', ');
}
