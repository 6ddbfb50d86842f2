/** What every toxic's description ends with: the direction and the share, where they are not the usual ones. */
import { formatShare } from '../units.ts';
import type { FaultSpec, Step } from './fault.ts';

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
  return [{ do: 'add-toxic', type: spec.type, stream: spec.stream, toxicity: spec.toxicity, attributes: spec.attributes }];
}

/** An attribute of a checked spec. */
export function value(spec: FaultSpec, attribute: string): number {
  return spec.attributes[attribute] ?? 0;
}
