/**
 * Names to addresses, for new connections: asked of the DNS server, kept as long as its TTL says and no longer, so that a
 * target that moves is followed. What DNS does not know is the system's to answer: its hosts file, search domains, local
 * names. Nothing here blocks: one question at a time for each name, whoever waits for the answer.
 */
import CacheableLookup, { type CacheInstance, type EntryObject } from 'cacheable-lookup';
import { promises as dns, type LookupAddress } from 'node:dns';
import { readFileSync } from 'node:fs';
import type { LookupFunction } from 'node:net';

/** A DNS server that has not answered by then is not waited for. */
const patienceMs = 1_000;

/** For `net.connect`, which asks for names alone and tries several addresses by itself. `servers` as `HOST:PORT`; the system's unless given. */
export function createLookup(servers?: readonly string[]): LookupFunction {
  // One try: whoever needs the name next asks again, so that the end of an outage is seen as soon as somebody does.
  const resolver = new dns.Resolver({ timeout: patienceMs, tries: 1 });
  if (servers !== undefined) resolver.setServers(servers);
  const cached = new CacheableLookup({ resolver, cache: new UntilExpired(), fallbackDuration: 0, lookup: false });
  const ofSystem = oneAtATime((name) => dns.lookup(name, { all: true }));
  const isOfSystem = systemNames();

  const addressesOf = async (name: string): Promise<readonly LookupAddress[]> => {
    if (isOfSystem(name)) return ofSystem(name);
    return cached.lookupAsync(name, { all: true }).catch((error: NodeJS.ErrnoException) => {
      // The system would ask the same servers, for as long as ten seconds, and everybody would wait for it.
      if (error.code === 'ETIMEOUT') throw Object.assign(new Error(`no DNS server answers for ${name}`), { code: 'EAI_AGAIN' });
      return ofSystem(name);
    });
  };
  return (name, { all, family }, answer) => {
    addressesOf(name).then(
      (found) => {
        const fit = found.filter((address) => !family || family === 'IPv4' || family === 'IPv6' || address.family === family);
        const [first] = fit;
        if (first === undefined) answer(Object.assign(new Error(`no address of ${name}`), { code: 'ENOTFOUND' }), []);
        else if (all) answer(null, [...fit]);
        else answer(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => answer(error, []),
    );
  };
}

/** Whether the system must be asked: localhost, and what stands in the hosts file, which is read once. */
function systemNames(): (name: string) => boolean {
  const names = hostsNames(readHostsFile());
  return (name) => {
    const bare = name.toLowerCase().replace(/\.$/, '');
    return bare === 'localhost' || bare.endsWith('.localhost') || names.has(bare);
  };
}

function readHostsFile(): string {
  const file = process.platform === 'win32' ? `${process.env['SystemRoot'] ?? 'C:\\Windows'}\\System32\\drivers\\etc\\hosts` : '/etc/hosts';
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** The names in a hosts file, in lower case. */
export function hostsNames(text: string): ReadonlySet<string> {
  const words = text.split('\n').flatMap((line) => (line.split('#', 1)[0] as string).trim().split(/\s+/).slice(1));
  return new Set(words.map((word) => word.toLowerCase()));
}

function oneAtATime<T>(ask: (name: string) => Promise<T>): (name: string) => Promise<T> {
  const asking = new Map<string, Promise<T>>();
  return (name) => {
    const known = asking.get(name);
    if (known !== undefined) return known;
    const asked = ask(name).finally(() => asking.delete(name));
    asking.set(name, asked);
    return asked;
  };
}

/** The cache's own map lets go when a timer gets to it; here an answer is gone in the moment in which its TTL ends. */
class UntilExpired implements CacheInstance {
  private readonly entries = new Map<string, { readonly found: EntryObject[]; readonly untilMs: number }>();

  async set(name: string, found: EntryObject[], ttlMs: number): Promise<void> {
    this.entries.set(name, { found, untilMs: performance.now() + ttlMs });
  }

  async get(name: string): Promise<EntryObject[] | undefined> {
    const entry = this.entries.get(name);
    if (entry === undefined || performance.now() < entry.untilMs) return entry?.found;
    this.entries.delete(name);
    return undefined;
  }

  async delete(name: string): Promise<boolean> {
    return this.entries.delete(name);
  }

  async clear(): Promise<void> {
    this.entries.clear();
  }
}
