/** What only Stampede's own proxy server can do is refused where another one is to do it. */
import type { FaultKind } from '../faults/fault.ts';
import type { Path } from '../scenario/mistake.ts';
import type { Draft } from './draft.ts';
import type { PlannedLink } from './plan.ts';

/** `toxiproxy`: the server of links that name none of their own; null: the run finds or starts one. */
export function checkFaultServer(draft: Draft, path: Path, kind: FaultKind, link: PlannedLink | undefined, toxiproxy: string | null): void {
  if (!kind.embeddedOnly || link === undefined) return;
  const report = (message: string, hint: string): void => draft.report({ path: [...path, 'type'], message, hint });
  const server = link.toxiproxy ?? toxiproxy;
  const isForced = draft.env['STAMPEDE_TOXIPROXY'] === 'binary' && server === null;
  if (link.protocol !== 'http')
    report(
      `${kind.type} understands HTTP, and link ${link.name} is of protocol tcp`,
      `write protocol: http in link ${link.name}, if that is what is spoken on it`,
    );
  else if (server !== null || isForced)
    report(
      `${kind.type} can be done only by the proxy server that a run starts itself, and link ${link.name} is on ${server ?? 'toxiproxy-server (STAMPEDE_TOXIPROXY=binary)'}`,
      'leave toxiproxy out, and TOXIPROXY_URL and STAMPEDE_TOXIPROXY unset; or use a fault that every Toxiproxy has',
    );
}
