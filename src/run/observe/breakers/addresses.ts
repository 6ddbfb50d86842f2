/** All addresses of a name, each an instance: looked up again now and then, so that one that is new is watched, and one that is gone is named. */
import { lookup } from 'node:dns/promises';
import { isIPv6 } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf, systemCodeOf } from '../../../errors.ts';
import type { Feed, Unheard } from './feed.ts';
import { inRounds } from './rounds.ts';

const everyMs = 5_000;
const patienceMs = 2_000;
/** A name that has lost an address in so many answers has lost it: servers give a part of a long list, in turn. */
const missedLookups = 2;

export type Resolve = (name: string) => Promise<readonly string[]>;

export interface Addresses {
  readonly name: string;
  /** The feed of an address, and what to say when it has left. */
  readonly join: (address: string) => { readonly feed: Feed; readonly gone: (why: string) => void };
  readonly resolve?: Resolve | undefined;
  readonly everyMs?: number | undefined;
}

export function followAddresses({ name, join, resolve = resolveAll, everyMs: every = everyMs }: Addresses): Feed {
  const joined = new Map<string, { readonly feed: Feed; readonly gone: (why: string) => void; missed: number }>();
  const leaving = new Set<Promise<void>>();

  const look = async (over: () => boolean): Promise<readonly Unheard[]> => {
    let found: readonly string[];
    try {
      found = await resolve(name);
      if (found.length === 0) throw new Error('it has no address');
    } catch (error) {
      // Whoever has joined is watched all the same.
      return [{ url: name, problem: `no address: ${systemCodeOf(error) ?? messageOf(error)}` }];
    }
    if (over()) return [];
    for (const [address, one] of joined) {
      one.missed = found.includes(address) ? 0 : one.missed + 1;
      if (one.missed < missedLookups) continue;
      joined.delete(address);
      leaving.add(one.feed.stop(false).then(() => one.gone(`${address} is no longer among the addresses of ${name}`)));
    }
    const fresh = found.filter((address) => !joined.has(address)).map((address) => ({ address, ...join(address), missed: 0 }));
    for (const { address, ...one } of fresh) joined.set(address, one);
    return (await Promise.all(fresh.map(({ feed }) => feed.first))).flat();
  };
  const rounds = inRounds(look, every);
  return {
    first: rounds.first,
    async stop(lastReading) {
      // A look-up may take its time, and whoever it finds is not joined any more.
      void rounds.stop();
      await Promise.all([...[...joined.values()].map(({ feed }) => feed.stop(lastReading)), ...leaving]);
    },
  };
}

/** `10.0.0.7:8080` or `[fd00::7]:8080`. */
export function instanceAt(address: string, url: URL): string {
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  return `${isIPv6(address) ? `[${address}]` : address}:${port}`;
}

async function resolveAll(name: string): Promise<readonly string[]> {
  const late = new AbortController();
  try {
    const tooLate = sleep(patienceMs, undefined, { signal: late.signal }).then(() => {
      throw new Error(`nobody says within ${patienceMs / 1_000} s`);
    });
    tooLate.catch(() => {});
    const found = await Promise.race([lookup(name, { all: true }), tooLate]);
    return [...new Set(found.map(({ address }) => address))];
  } finally {
    late.abort();
  }
}
