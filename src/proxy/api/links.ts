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

/**
 * `seed`: the draws of its connections repeat, counted from the next one. `protocol`: with `http`, connections are read as HTTP from
 * the next one on; with `tcp` its HTTP-aware toxics are gone. What is not given stays.
 */
export function configureLink(proxy: Proxy, body: Buffer): Answer {
  const { seed, protocol } = readFields(readBody(body), { type: 'Link', path: 'Link' }, { seed: 'int64', protocol: 'string' } as const);
  const wanted = {
    seed: seed === undefined ? undefined : seedIn(seed),
    protocol: protocol === undefined ? undefined : protocolIn(protocol),
  };
  if (wanted.seed !== undefined) proxy.seed = wanted.seed;
  if (wanted.protocol === 'http') proxy.http.open();
  if (wanted.protocol === 'tcp') proxy.http.close();
  return json(200, JSON.stringify({ protocol: proxy.http.isOpen ? 'http' : 'tcp', seed: proxy.seed }));
}

/** Throws Refusal. */
export function seedIn(seed: bigint): number {
  if (seed < 0n || seed > largestSeed) throw new Refusal(400, `seed must be a whole number from 0 to ${largestSeed}`);
  return Number(seed);
}

/** Throws Refusal. */
export function protocolIn(protocol: string): 'tcp' | 'http' {
  if (protocol !== 'http' && protocol !== 'tcp') throw new Refusal(400, 'protocol must be http or tcp');
  return protocol;
}
