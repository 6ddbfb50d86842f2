/** What every toxic's description ends with: the direction and the share, where they are not the usual ones. */
import { formatShare } from '../units.ts';
import type { FaultSpec } from './fault.ts';
import type { Step } from './step.ts';

/** `, upstream, on 50 % of connections`; empty for a downstream toxic on all of them. */
export function qualifiers(spec: FaultSpec): string {
  const direction = spec.stream === 'upstream' ? ', upstream' : '';
  return spec.toxicity < 1 ? `${direction}, on ${formatShare(spec.toxicity)} of connections` : direction;
}

/** `64 KB`, `1.5 MB`, `512 B`: 1 KB is 1000 bytes. */
export function formatBytes(size: number): string {
  if (size < 1_000) return `${size} B`;
  const [unit, scale] = size < 1e6 ? ['KB', 1e3] : size < 1e9 ? ['MB', 1e6] : ['GB', 1e9];
  return `${Number((size / Number(scale)).toFixed(2))} ${unit}`;
}

/** The one step of a fault that is one toxic of the same name and attributes. */
export function oneToxic(spec: FaultSpec): readonly Step[] {
  const { type, stream, toxicity } = spec;
  return [{ afterMs: 0, do: 'add-toxic', toxic: 0, type, stream, toxicity, attributes: numbersOf(spec) }];
}

/** An attribute of a checked spec; 0 where it has none. */
export function value(spec: FaultSpec, attribute: string): number {
  const found = spec.attributes[attribute];
  return typeof found === 'number' ? found : 0;
}

/** The attributes that are numbers: all of a toxic's are. */
export function numbersOf({ attributes }: FaultSpec): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(attributes).filter((entry): entry is [string, number] => typeof entry[1] === 'number'));
}

/** ` on payments`; empty for what acts on no link. */
export function onLink(link: string | null): string {
  return link === null ? '' : ` on ${link}`;
}
