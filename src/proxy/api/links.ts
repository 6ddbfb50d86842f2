/** What Toxiproxy has not: a proxy's live counters, and what else it can be told about its link. */
import type { Proxy } from '../proxy.ts';
import { json, Refusal, type Answer } from './answer.ts';
import { readBody, readFields } from './body.ts';

const largestSeed = 2 ** 32 - 1;

/** The live counters of a proxy. */
export function showLink(proxy: Proxy): Answer {
  const { connections, ...rest } = proxy.counters;
  return json(200, JSON.stringify({ connections, open: proxy.open, ...rest }));
}

/** `seed`: the draws of its connections repeat, counted from the next one. What is not given stays. */
export function configureLink(proxy: Proxy, body: Buffer): Answer {
  const read = readFields(readBody(body), { type: 'Link', path: 'Link' }, { seed: 'int64' } as const);
  if (read.seed !== undefined) {
    if (read.seed < 0n || read.seed > largestSeed) throw new Refusal(400, `seed must be a whole number from 0 to ${largestSeed}`);
    proxy.seed = Number(read.seed);
  }
  return json(200, JSON.stringify({ protocol: 'tcp', seed: proxy.seed }));
}
