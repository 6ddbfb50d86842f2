/** What every toxic's description is made of: its values, and the direction and the share where they are not the usual ones. */
import { formatShare } from '../units.ts';
import type { FaultSpec } from './fault.ts';

/** `, upstream, on 50 % of connections`; empty for a downstream toxic on all of them. */
export function qualifiers(spec: FaultSpec): string {
  const direction = spec.stream === 'upstream' ? ', upstream' : '';
  const isAll = spec.toxicity === 1 && spec.ramps?.['toxicity'] === undefined;
  return isAll ? direction : `${direction}, on ${shown(spec, 'toxicity', formatShare)} of connections`;
}

/** `64 KB`, `1.5 MB`, `512 B`: 1 KB is 1000 bytes. */
export function formatBytes(size: number): string {
  if (size < 1_000) return `${size} B`;
  const [unit, scale] = size < 1e6 ? ['KB', 1e3] : size < 1e9 ? ['MB', 1e6] : ['GB', 1e9];
  return `${Number((size / Number(scale)).toFixed(2))} ${unit}`;
}

/** An attribute of a checked spec, of one that is ramped its first value; 0 where it has none. */
export function value(spec: FaultSpec, attribute: string): number {
  const found = spec.attributes[attribute];
  return typeof found === 'number' ? found : 0;
}

/** `2 s`, or `0 ms to 2 s to 500 ms` of one that is ramped. */
export function shown(spec: FaultSpec, attribute: string, format: (value: number) => string): string {
  const points = spec.ramps?.[attribute] ?? [attribute === 'toxicity' ? spec.toxicity : value(spec, attribute)];
  return points.map(format).join(' to ');
}

/** Is it above 0 at any time? */
export function isEver(spec: FaultSpec, attribute: string): boolean {
  return (spec.ramps?.[attribute] ?? [value(spec, attribute)]).some((point) => point > 0);
}

/** A text of a checked spec; empty where it has none. */
export function textOf(spec: FaultSpec, attribute: string): string {
  const found = spec.attributes[attribute];
  return typeof found === 'string' ? found : '';
}

/** The attributes that are numbers: all of a toxic's are. */
export function numbersOf({ attributes }: FaultSpec): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(attributes).filter((entry): entry is [string, number] => typeof entry[1] === 'number'));
}

/** ` on payments`; empty for what acts on no link. */
export function onLink(link: string | null): string {
  return link === null ? '' : ` on ${link}`;
}
