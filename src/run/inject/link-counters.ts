/** What crossed a link, from servers that count it live: the embedded one does, Toxiproxy does not. */
import { z } from 'zod';
import type { LinkCounters } from '../../events/event.ts';
import type { ToxiproxyServer } from './toxiproxy.ts';

const schema = z.object({
  connections: z.number(),
  bytesUp: z.number(),
  bytesDown: z.number(),
  toxics: z.record(z.string(), z.object({ connections: z.number(), chunks: z.number(), bytes: z.number(), delayedMs: z.number() })),
});

/** Counting must never hold up a removal for long. */
const timeoutMs = 400;

const counts = new WeakMap<ToxiproxyServer, Promise<boolean>>();

/** The proxy's counters now; null where the server keeps none or does not answer in time. Never throws. */
export async function readCounters(server: ToxiproxyServer, proxy: string): Promise<LinkCounters | null> {
  try {
    if (!(await hasCounters(server))) return null;
    return schema.parse(await server.getJson(`/stampede/links/${encodeURIComponent(proxy)}`, { timeoutMs }));
  } catch {
    return null;
  }
}

/** Asked once a server. */
async function hasCounters(server: ToxiproxyServer): Promise<boolean> {
  const known = counts.get(server) ?? server.getJson('/stampede', { timeoutMs }).then((answer) => answer !== undefined);
  counts.set(server, known);
  return known;
}
