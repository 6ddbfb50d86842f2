/** What must be there to judge an objective, and whether the plan brings it: said before anything is sent. */
import { formatMs } from '../units.ts';
import { expectedOf } from './expected.ts';
import { leftOutMs } from './gate.ts';
import { requestsToShow } from './measured-value.ts';
import { recoveryNeeds } from './needs-recovery.ts';
import type { During, Measure, Objective } from './objective.ts';
import { scopeText } from './scope.ts';
import { notProvable, provable, type Facts, type Needs } from './provability.ts';

/** Names are taken as checked: an unknown one is not provable. */
export function needsOf(objective: Objective, plan: Facts): Needs {
  switch (objective.kind) {
    case 'percentile':
    case 'share':
    case 'rate':
      return measureNeeds(objective, plan);
    case 'breaker-moves': {
      const fault = plan.faults.find(({ id }) => id === objective.after);
      const fromMs = fault && (objective.to === 'opens' ? fault.atMs : fault.atMs + fault.forMs);
      const needs = `${breakerSource(objective.breaker)} and ${formatMs(objective.withinMs)} of load after ${objective.after} ${objective.to === 'opens' ? 'begins' : 'ends'}`;
      const leftMs = fromMs === undefined ? 0 : plan.load.totalMs - fromMs;
      return leftMs >= objective.withinMs ? provable(needs) : notProvable(needs, `only ${formatMs(leftMs)} of load are left then`);
    }
    case 'breaker-stays-closed':
    case 'breaker-trips':
      return provable(breakerSource(objective.breaker));
    case 'recovers':
    case 'degrades':
      return recoveryNeeds(objective, plan);
    case 'detects':
    case 'alert-moves':
    case 'alert-silent':
    case 'probe-holds':
    case 'budget':
      return notProvable('what it speaks of', 'not yet');
    case 'orders': {
      const needs = 'what was acknowledged, and what was persisted (`reconcile`)';
      const acknowledges = plan.load.journeys.some(({ steps }) => steps.some((step) => step.acknowledge !== null));
      if (plan.reconcile === null && plan.target.kind !== 'storefront') return notProvable(needs, 'the plan has no `reconcile`');
      return acknowledges ? provable(needs) : notProvable(needs, 'no step has `acknowledge`');
    }
  }
}

function breakerSource(name: string): string {
  return `a source of breaker ${name} that answers throughout`;
}

function measureNeeds(measure: Measure, plan: Facts): Needs {
  const [fromMs, toMs] = windowOf(measure.during, plan) ?? [0, 0];
  const needed = Math.max(1, requestsToShow(measure));
  const expected = Math.floor(expectedOf(plan.load).requests(measure.of, fromMs, toMs) + 1e-6);
  const when = measure.during.over === 'run' ? '' : ` ${measure.during.over === 'after' ? 'after' : 'during'} ${measure.during.name}`;
  const planned =
    plan.load.model === 'open' ? `about ${expected} are planned` : `at most ${expected} can come, fewer as answers take longer`;
  const needs = `${needed} request${needed === 1 ? '' : 's'}${measure.of === null ? '' : ` of ${scopeText(measure.of)}`}${when}; ${planned}`;
  if (expected >= needed) return provable(needs);
  const few = plan.load.model === 'open' ? `about ${expected} requests are planned` : `at most ${expected} requests can come`;
  return notProvable(needs, `${few}, it takes ${needed}`);
}

function windowOf(during: During, plan: Facts): [number, number] | null {
  if (during.over === 'run') return [0, plan.load.totalMs];
  if (during.over === 'stage') {
    const stage = plan.load.stages.find(({ name }) => name === during.name);
    if (!stage) return null;
    return [Math.min(stage.startMs + leftOutMs(stage.name), stage.startMs + stage.forMs), stage.startMs + stage.forMs];
  }
  const fault = plan.faults.find(({ id }) => id === during.name);
  if (!fault) return null;
  return during.over === 'fault' ? [fault.atMs, fault.atMs + fault.forMs] : [fault.atMs + fault.forMs, plan.load.totalMs];
}
