/** The states of resilience4j, as its metrics (lower case) and its endpoints (upper case) write them. */
import type { StateValues } from '../source.ts';

export const resilience4jStates = {
  closed: 'closed',
  open: 'open',
  half_open: 'half-open',
  forced_open: 'open',
  disabled: 'closed',
  metrics_only: 'closed',
} as const satisfies StateValues;
