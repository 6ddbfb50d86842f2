/** The causes that are the load's own words: limits that the plan set, and requests that can't be written. */
import type { PlannedLoad } from '../../plan/plan.ts';
import { formatMs } from '../../units.ts';

export interface OwnCauses {
  readonly timeout: string;
  readonly connecting: string;
  readonly deadline: string;
  readonly limit: string;
  readonly unwritable: string;
}

export function ownCauses({
  timeoutMs,
  deadlineMs,
  maxInFlight,
}: Pick<PlannedLoad, 'timeoutMs' | 'deadlineMs' | 'maxInFlight'>): OwnCauses {
  return {
    timeout: `no answer within ${formatMs(timeoutMs)}`,
    connecting: `no connection within ${formatMs(timeoutMs)}`,
    deadline: `not sent within ${formatMs(deadlineMs)}`,
    limit: `in-flight limit of ${maxInFlight}`,
    // What was captured may be anything, nested deeper than it can be written.
    unwritable: 'the request could not be written',
  };
}
