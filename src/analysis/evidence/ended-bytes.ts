/** That the system's connections were on the link, from a server that tells of them only when they end. */
import type { PlannedFault } from '../../plan/plan.ts';
import { formatBytes } from '../../faults/describe.ts';
import type { FaultRun, RunRecord } from '../run-record.ts';
import { around } from './window.ts';

/**
 * For a fault that closes connections as it comes, from the look before it to its removal; for any other, from its injection to just
 * after it. A rise proves that connections were there; that there is none proves nothing. Null: no rise, or nothing is known.
 */
export function endedOn(record: RunRecord, planned: PlannedFault, fault: FaultRun, closesAtOnce: boolean): string | null {
  const looks = record.of('link-counted').filter((event) => event.link === planned.link && event.endedBytes !== null);
  const { before, during, after } = around(looks, fault);
  const from = closesAtOnce ? before.at(-1) : during[0];
  const to = closesAtOnce ? during.at(-1) : (after[0] ?? during.at(-1));
  if (from === undefined || to === undefined || from === to) return null;
  const probed = record
    .of('link-probed')
    .filter(({ link, tMs }) => link === planned.link && tMs > from.tMs && tMs <= to.tMs)
    .reduce((sum, { bytes }) => sum + bytes, 0);
  const bytes = (to.endedBytes as number) - (from.endedBytes as number) - probed;
  return bytes > 0
    ? `connections that carried ${formatBytes(bytes)} ended on link ${planned.link} ${closesAtOnce ? 'as it came' : 'while it was in'} (the server's metrics)`
    : null;
}
