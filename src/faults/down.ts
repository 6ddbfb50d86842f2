import { z } from 'zod';
import type { FaultKind } from './fault.ts';

/** The link's port is closed: new connections are refused, open ones are closed. */
export const down: FaultKind = {
  type: 'down',
  summary: 'the port is closed: an outage',
  on: 'link',
  toxic: false,
  ramps: [],
  schema: z.strictObject({}),
  steps: () => [{ afterMs: 0, do: 'disable-proxy' }],
  describe: () => 'down: connections refused',
};
