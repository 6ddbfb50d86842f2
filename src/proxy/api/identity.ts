import { packageVersion } from '../version.ts';
import { json, type Answer } from './answer.ts';

/** What this server has that Toxiproxy has not, all of it under /stampede. */
const features = ['counters', 'leases', 'seed', 'http'];

/** How a client tells this server from Toxiproxy, and what it can ask of it. */
export function identity(): Answer {
  return json(200, JSON.stringify({ server: 'stampede', version: packageVersion(), features }));
}
