import type { EventOf } from '../../events/event.ts';
import type { RunRecord } from '../run-record.ts';

export function linkOf(record: RunRecord, name: string): EventOf<'link'> | undefined {
  return record.of('link').find((event) => event.link === name);
}

/** How to put the link between the system and its dependency. */
export function wiring(record: RunRecord, name: string): string {
  const seen = linkOf(record, name);
  const planned = record.plan.links.find((link) => link.name === name);
  const listen = seen?.connect ?? seen?.listen ?? planned?.listen;
  const upstream = seen?.upstream ?? planned?.upstream;
  if (!listen || !upstream) return `Does the system reach ${name} through its proxy?`;
  return `Point the system at ${listen} where it now uses ${upstream}: docs/wiring.md`;
}
