/** What must be there to judge an objective, and whether the plan brings it: said before anything is sent. */
import { breakerNeeds, alertNeeds, detectsNeeds, probeNeeds } from './needs-watched.ts';
import { budgetNeeds, measureNeeds } from './needs-measure.ts';
import { recoveryNeeds } from './needs-recovery.ts';
import type { Objective } from './objective.ts';
import { notProvable, provable, type Facts, type Needs } from './provability.ts';

/** Names are taken as checked: an unknown one is not provable. */
export function needsOf(objective: Objective, plan: Facts): Needs {
  switch (objective.kind) {
    case 'percentile':
    case 'share':
    case 'rate':
      return measureNeeds(objective, plan);
    case 'budget':
      return budgetNeeds(objective, plan);
    case 'breaker-moves':
    case 'breaker-stays-closed':
    case 'breaker-trips':
      return breakerNeeds(objective, plan);
    case 'recovers':
    case 'degrades':
      return recoveryNeeds(objective, plan);
    case 'alert-moves':
    case 'alert-silent':
      return alertNeeds(objective, plan);
    case 'detects':
      return detectsNeeds(objective, plan);
    case 'probe-holds':
      return probeNeeds(objective, plan);
    case 'orders':
      return orderNeeds(plan);
  }
}

function orderNeeds(plan: Facts): Needs {
  const needs = 'what was acknowledged, and what was persisted (`reconcile`)';
  if (plan.reconcile === null && plan.target.kind !== 'storefront')
    return notProvable(
      needs,
      'no `reconcile`',
      'the plan has no `reconcile`',
      'say where the orders are read: `reconcile: {url: ..., ids: ...}`',
    );
  const steps = plan.load.journeys.flatMap((journey) => journey.steps).filter((step) => step.acknowledge !== null);
  if (steps.length > 0) return provable(needs, `acknowledged by ${[...new Set(steps.map(({ route }) => route))].join(', ')}`);
  return notProvable(
    needs,
    'nothing is acknowledged',
    'no step has `acknowledge`',
    'say what its answer promises: `acknowledge: "$.orderId"` on the step',
  );
}
