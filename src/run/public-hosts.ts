/** Which hosts of a plan somebody on the internet may be at: a name is what it resolves to. */
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { isLoopback, isPublicAddress } from '../plan/hosts.ts';

export type Resolve = (name: string) => Promise<readonly string[]>;

/** A resolver that is silent must not hold up a command. */
const patienceMs = 5_000;

/** Those of `hosts` that are not on this machine or a private network alone. A name that does not resolve may be anywhere. */
export async function publicHosts(hosts: readonly string[], resolve: Resolve = resolveAll): Promise<string[]> {
  const found = await Promise.all(hosts.map(async (host) => ((await isPublic(host, resolve)) ? [host] : [])));
  return found.flat();
}

async function isPublic(host: string, resolve: Resolve): Promise<boolean> {
  if (isLoopback(host)) return false;
  if (isIP(host) !== 0) return isPublicAddress(host);
  const addresses = await resolve(host).catch(() => []);
  return addresses.length === 0 || addresses.some(isPublicAddress);
}

async function resolveAll(name: string): Promise<readonly string[]> {
  const late = new AbortController();
  try {
    const found = await Promise.race([lookup(name, { all: true }), sleep(patienceMs, [], { signal: late.signal })]);
    return found.map(({ address }) => address);
  } finally {
    late.abort();
  }
}
