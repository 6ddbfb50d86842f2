/** What crossed a link, from servers that count it live: the embedded one does, Toxiproxy does not. */
import { z } from 'zod';
import { parseSamples } from '../../breakers/prometheus-text.ts';
import type { LinkCounters } from '../../events/link-counters.ts';
import type { ToxiproxyServer } from './toxiproxy.ts';

const schema = z.object({
  connections: z.number(),
  open: z.number().optional(),
  refusedUpstream: z.number().optional(),
  requests: z.number().nullable().optional(),
  bytesUp: z.number(),
  bytesDown: z.number(),
  toxics: z.record(
    z.string(),
    z.object({
      connections: z.number(),
      requests: z.number().nullable().optional(),
      chunks: z.number(),
      bytes: z.number(),
      delayedMs: z.number(),
    }),
  ),
});

/** Counting must never hold up a removal for long. */
const timeoutMs = 400;

const counts = new WeakMap<ToxiproxyServer, Promise<boolean>>();
/** Those whose own metrics are off. */
const silent = new WeakSet<ToxiproxyServer>();

/** The proxy's counters now; null where the server keeps none or does not answer in time. Never throws. */
export async function readCounters(server: ToxiproxyServer, proxy: string): Promise<LinkCounters | null> {
  try {
    if (!(await hasCounters(server))) return null;
    return schema.parse(await server.getJson(`/stampede/links/${encodeURIComponent(proxy)}`, { timeoutMs }));
  } catch {
    return null;
  }
}

/**
 * Bytes that came in on connections that have ended, from either side, from Toxiproxy's own metrics; null where they are off, or do not come in
 * time. Toxiproxy adds a connection's bytes when it ends and not before: a rise proves that connections were on the link, no rise nothing.
 * Never throws.
 */
export async function readEndedBytes(server: ToxiproxyServer, proxy: string): Promise<number | null> {
  if (silent.has(server)) return null;
  try {
    const text = await server.getText('/metrics', { timeoutMs });
    if (text === undefined) silent.add(server);
    if (text === undefined) return null;
    return parseSamples(text)
      .filter(({ name, labels }) => name === 'toxiproxy_proxy_received_bytes_total' && labels['proxy'] === proxy)
      .reduce((sum, { value }) => sum + value, 0);
  } catch {
    return null;
  }
}

/** Asked once a server; again where it did not answer. */
async function hasCounters(server: ToxiproxyServer): Promise<boolean> {
  const known = counts.get(server) ?? server.getJson('/stampede', { timeoutMs }).then((answer) => answer !== undefined);
  counts.set(server, known);
  known.catch(() => counts.delete(server));
  return known;
}
