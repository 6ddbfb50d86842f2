/** What Toxiproxy has not: routes of this server's own, off Toxiproxy's paths. */
import type { Proxy } from '../proxy.ts';
import { packageVersion } from '../version.ts';
import { json, type Answer } from './answer.ts';

/** How a client tells this server from Toxiproxy. */
export function identity(): Answer {
  return json(200, JSON.stringify({ server: 'stampede', version: packageVersion() }));
}

/** The live counters of a proxy. */
export function counters(proxy: Proxy): Answer {
  return json(200, JSON.stringify(proxy.counters));
}
