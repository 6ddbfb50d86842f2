/** What only the embedded server can be told of a link: what is spoken on it, and the seed of its draws. Toxiproxy is told nothing. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { isOurs } from './names.ts';
import type { Done, ToxiproxyServer } from './toxiproxy.ts';
import { type CallOptions, statusOf } from './toxiproxy-transport.ts';

export interface LinkSettings {
  readonly protocol: 'tcp' | 'http';
  readonly seed: number;
}

const schema = z.object({ protocol: z.enum(['tcp', 'http']), seed: z.number() });
const identity = z.object({ server: z.literal('stampede'), features: z.array(z.string()) });

/** Links of one run draw differently, and each as in another run of the same seed. */
export function linkSeed(seed: number, link: string): number {
  return createHash('sha256').update(`${seed} ${link}`).digest().readUInt32LE();
}

/** As they are now; null where the server has none of them. */
export async function readLinkSettings(server: ToxiproxyServer, proxy: string): Promise<LinkSettings | null> {
  const { success } = identity.safeParse(await server.getJson('/stampede'));
  return success ? writeLinkSettings(server, proxy, {}) : null;
}

/** Does the server understand HTTP-aware toxics? */
export async function speaksHttp(server: ToxiproxyServer): Promise<boolean> {
  return identity.safeParse(await server.getJson('/stampede')).data?.features.includes('http') === true;
}

/** What is not given stays. Returns what holds then. */
export async function writeLinkSettings(server: ToxiproxyServer, proxy: string, settings: Partial<LinkSettings>): Promise<LinkSettings> {
  return schema.parse(await server.putJson(pathOf(proxy), settings));
}

/** Back to what they were, but for a protocol that HTTP-aware toxics somebody added meanwhile need; a proxy that is gone needs none. */
export async function restoreLinkSettings(
  server: ToxiproxyServer,
  proxy: string,
  prior: LinkSettings,
  options: Partial<CallOptions> = {},
): Promise<Done> {
  try {
    const others = prior.protocol === 'tcp' ? (await server.httpToxics(proxy, options)).filter(({ name }) => !isOurs(name)) : [];
    await server.putJson(pathOf(proxy), others.length > 0 ? { seed: prior.seed } : prior, options);
    return 'done';
  } catch (error) {
    if (statusOf(error) === 404) return 'gone';
    throw error;
  }
}

function pathOf(proxy: string): string {
  return `/stampede/links/${encodeURIComponent(proxy)}`;
}
