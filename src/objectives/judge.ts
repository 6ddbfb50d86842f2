/** One objective against a run: held, breached or inconclusive, with actual against wanted. */
import { judgeAlertMoves, judgeAlertSilent, judgeDetects } from './judge-alert.ts';
import { judgeMoves, judgeStaysClosed, judgeTrips } from './judge-breaker.ts';
import { judgeBudget } from './judge-budget.ts';
import { onInferred } from './judge-inferred.ts';
import { judgeMeasure } from './judge-measure.ts';
import { judgeOrders } from './judge-orders.ts';
import { judgeProbe } from './judge-probe.ts';
import { judgeDegrades, judgeRecovers } from './judge-recovery.ts';
import type { Judgement, Measures } from './measures.ts';
import type { Objective } from './objective.ts';

export function judge(objective: Objective, measures: Measures): Judgement {
  switch (objective.kind) {
    case 'percentile':
    case 'share':
    case 'rate':
      return judgeMeasure(objective, measures);
    case 'breaker-moves':
      return onInferred(judgeMoves(objective, measures), measures.breaker(objective.breaker), objective.onShare);
    case 'breaker-stays-closed':
      return onInferred(judgeStaysClosed(objective, measures), measures.breaker(objective.breaker), objective.onShare);
    case 'breaker-trips':
      return onInferred(judgeTrips(objective, measures), measures.breaker(objective.breaker), objective.onShare);
    case 'recovers':
      return judgeRecovers(objective, measures);
    case 'degrades':
      return judgeDegrades(objective, measures);
    case 'detects':
      return judgeDetects(objective, measures);
    case 'alert-moves':
      return judgeAlertMoves(objective, measures);
    case 'alert-silent':
      return judgeAlertSilent(objective, measures);
    case 'probe-holds':
      return judgeProbe(objective, measures);
    case 'budget':
      return judgeBudget(objective, measures);
    case 'orders':
      return judgeOrders(objective, measures);
  }
}
