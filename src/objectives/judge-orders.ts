/** What was acknowledged to a customer, against what the ledger holds. */
import { inconclusive, isMissing, type Judgement, type Measures } from './measures.ts';
import type { Objective } from './objective.ts';

export function judgeOrders(objective: Extract<Objective, { kind: 'orders' }>, measures: Measures): Judgement {
  const wanted = `0 ${objective.not}`;
  const orders = measures.orders();
  if (isMissing(orders)) return inconclusive(wanted, orders.missing);
  const found = objective.not === 'lost' ? orders.lost : orders.duplicated;
  const actual = `${found.length} ${objective.not}`;
  if (found.length === 0) return { verdict: 'held', actual, wanted, reason: null };
  const reason = `${found.slice(0, 3).join(', ')}${found.length > 3 ? `, and ${found.length - 3} more` : ''}`;
  // Orders still on their way when the reading ended may yet arrive, and shift one from a page of the ledger onto the next, where it is read again.
  return orders.settled
    ? { verdict: 'breached', actual, wanted, reason }
    : inconclusive(wanted, `the ledger was still changing: ${reason}`, actual);
}
