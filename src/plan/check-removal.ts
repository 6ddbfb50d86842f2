/** Whether a fault can be taken out as fast as promised on the server it will be on. */
import type { FaultSpec } from '../faults/fault.ts';
import type { Path } from '../scenario/mistake.ts';
import { formatMs } from '../units.ts';
import type { Draft } from './draft.ts';
import type { PlannedLink } from './plan.ts';

/** On a Toxiproxy that is not the run's own: its removal waits until the toxic has slept, and so does everybody who asks about the proxy. */
const longestMs = 2_000;
/** On one of the run's own it is waited for so long; after that the server itself has to end. */
const patienceMs = 6_000;

/** `toxiproxy`: the server of links that name none of their own; null: the run finds or starts one. */
export function checkRemoval(
  draft: Pick<Draft, 'report' | 'warn'>,
  path: Path,
  spec: FaultSpec,
  link: PlannedLink | undefined,
  toxiproxy: string | null,
): void {
  const { timeout } = spec.attributes;
  if (spec.type !== 'reset_peer' || typeof timeout !== 'number' || link === undefined) return;
  const server = link.toxiproxy ?? toxiproxy;
  if (server !== null && timeout > longestMs)
    draft.report({
      path: [...path, 'timeout'],
      message: `reset_peer with a timeout of ${formatMs(timeout)} on a Toxiproxy server that is not the run's own: removing it would wait that long`,
      hint: `make it ${formatMs(longestMs)} at most, or leave out toxiproxy for a server of the run's own`,
    });
  else if (timeout > patienceMs)
    draft.warn(
      `reset_peer with a timeout of ${formatMs(timeout)}: a toxiproxy-server lets go of it only after that; removing it may come late`,
    );
}
