/** Where each value of a plan came from, by the path it has in a scenario file. */
import type { Path } from '../scenario/mistake.ts';
import { writePath } from '../scenario/mistake.ts';
import { isMap, type Origins, type Raw } from '../scenario/origins.ts';

const loadKeys = ['base', 'think', 'arrival', 'timeout', 'deadline', 'maxInFlight', 'connections', 'workers', 'trace'];
const topKeys = ['toxiproxy', 'alerts', 'reconcile', 'identity', 'gate', 'allowHosts', 'denyHosts', 'business', 'seed'];

/** `variant`: the storefront that is the target, which brings what its own system has. */
export function sourcesOf(raw: Raw, origins: Origins, variant: string | null): Record<string, string> {
  const sources: Record<string, string> = {};
  const add = (name: string, path: Path): void => {
    sources[name] = valueAt(raw, path) === undefined ? 'default' : origins.source(path);
  };
  for (const key of ['name', 'title', 'target']) add(key, [key]);
  for (const key of loadKeys) add(`load.${key}`, ['load', key]);
  const feeders = valueAt(raw, ['load', 'feeders']);
  for (const name of isMap(feeders) ? Object.keys(feeders) : []) add(`load.feeders.${name}`, ['load', 'feeders', name]);
  for (const list of ['stages', 'journeys'] as const) {
    const entries = valueAt(raw, ['load', list]);
    if (!Array.isArray(entries)) sources[`load.${list}`] = 'default';
    else for (const [index, entry] of entries.entries()) addStretch(sources, origins, list, index, entry);
  }
  for (const [list, key] of [
    ['faults', 'id'],
    ['breakers', 'name'],
    ['probes', 'name'],
  ] as const) {
    const entries = raw[list];
    for (const [index, entry] of (Array.isArray(entries) ? entries : []).entries())
      if (isMap(entry)) sources[`${list}.${String(entry[key])}`] = origins.source([list, index]);
  }
  for (const name of isMap(raw['processes']) ? Object.keys(raw['processes']) : []) add(`processes.${name}`, ['processes', name]);
  for (const name of isMap(raw['links']) ? Object.keys(raw['links']) : []) add(`links.${name}`, ['links', name]);
  for (const list of ['objectives', 'abort']) {
    for (const index of Array.isArray(raw[list]) ? (raw[list] as unknown[]).keys() : []) add(writePath([list, index]), [list, index]);
  }
  for (const key of ['maxRate', 'maxDuration', 'maxLinksDown']) add(`guard.${key}`, ['guard', key]);
  for (const key of topKeys) add(key, [key]);
  if (variant !== null) {
    for (const key of ['links', 'breakers', 'reconcile']) sources[key] = `storefront ${variant}`;
    if (raw['business'] === undefined) sources['business'] = `storefront ${variant}`;
  }
  return sources;
}

/** A stage or journey is one entry, but a flag or the system file may have changed a part of it. */
function addStretch(sources: Record<string, string>, origins: Origins, list: string, index: number, entry: unknown): void {
  if (!isMap(entry)) return;
  const path = ['load', list, index];
  const name = `load.${list}.${String(entry['name'])}`;
  const whole = origins.source(path);
  sources[name] = whole;
  for (const key of ['for', 'rate', 'users', 'steps']) {
    const { origin, rest } = origins.at([...path, key]);
    if (rest.length === 0 && entry[key] !== undefined)
      sources[`${name}.${key}`] = 'words' in origin ? origin.words : origins.source([...path, key]);
  }
}

function valueAt(raw: Raw, path: Path): unknown {
  let value: unknown = raw;
  for (const step of path)
    value = typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[step] : undefined;
  return value;
}
