/** `--control`: the same load in the same job without the faults, before the run itself. */
import { join } from 'node:path';
import { controlRun } from './analysis/compare/control.ts';
import type { Attempt, Attempted } from './attempts.ts';
import type { EventBody } from './events/event.ts';
import { parseLog } from './events/parse-log.ts';
import { everyFault, namesIn } from './objectives/names.ts';
import type { AbortCondition, Objective } from './objectives/objective.ts';
import type { MadePlan } from './plan/entry.ts';
import { hashPlan } from './plan/plan-hash.ts';
import type { Plan } from './plan/plan.ts';
import { readLog } from './rehearse.ts';

/** The plan without its faults and without what is asked of them; links, processes and all else stay, so that only the faults differ. */
export function withoutFaults(plan: Plan): Plan {
  const faults = new Set(plan.faults.map(({ id }) => id));
  const ofFaults = (objective: Objective | AbortCondition): boolean => {
    const { faults: named, either } = namesIn(objective);
    return named.length > 0 || either.some((name) => faults.has(name)) || ('after' in objective && objective.after === everyFault);
  };
  const plain: Plan = {
    ...plan,
    faults: [],
    objectives: plan.objectives.filter(({ objective }) => !ofFaults(objective)),
    abort: plan.abort.filter(({ condition }) => !ofFaults(condition)),
  };
  return { ...plain, hash: hashPlan(plain) };
}

export function controlAttempt(made: MadePlan, group: string): Attempt {
  const note = '# This was a control: the same load, and none of the faults below was injected.\n';
  return {
    made: { ...made, plan: withoutFaults(made.plan), scenarioText: note + made.scenarioText },
    mark: { group, role: 'control', number: 1, of: 1 },
  };
}

/** What the control came to, for the log of the run whose faults it left out. */
export function controlTold({ analysis, runDir }: Attempted, { plan }: MadePlan): EventBody {
  const { events } = parseLog(readLog(join(runDir, 'events.ndjson')));
  return { type: 'control', control: controlRun(events, analysis, plan.faults) };
}
