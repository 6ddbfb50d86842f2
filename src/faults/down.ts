import { z } from 'zod';
import type { FaultKind } from './fault.ts';

/** The link's port is closed: new connections are refused, open ones are closed. */
export const down: FaultKind = {
  type: 'down',
  summary: 'the port is closed: an outage',
  toxic: false,
  schema: z.strictObject({}),
  steps: () => [{ do: 'disable-proxy' }],
  describe: () => 'down: connections refused',
};
