/** Whether a fault on a link is in to its end: somebody may delete its toxic, put the link up again, or the server lost the lease and undid it. */
import { z } from 'zod';
import { systemCodeOf } from '../../errors.ts';
import type { Injected } from './active-fault.ts';

const proxyNow = z.object({ enabled: z.boolean(), toxics: z.array(z.object({ name: z.string() })) });

/** Looking must never hold up a removal for long. */
const timeoutMs = 400;

/** Asked just before it is removed. True where the server does not say, and for a fault that acts on no link. Never throws. */
export async function isStillIn({ on, entries, isDown }: Injected): Promise<boolean> {
  if (on === null) return true;
  const { server, proxy } = on;
  const deeds = entries.map(({ deed }) => deed);
  try {
    const toxics = deeds.flatMap((deed) => (deed.kind === 'toxic-added' ? [deed.toxic] : []));
    if (isDown || toxics.length > 0) {
      const answer = await server.getJson(`/proxies/${encodeURIComponent(proxy)}`, { timeoutMs });
      if (answer === undefined) return false;
      const now = proxyNow.parse(answer);
      if (isDown && now.enabled) return false;
      if (toxics.some((toxic) => !now.toxics.some(({ name }) => name === toxic))) return false;
    }
    const ofHttp = deeds.flatMap((deed) => (deed.kind === 'http-toxic-added' ? [deed.toxic] : []));
    if (ofHttp.length === 0) return true;
    const there = await server.httpToxics(proxy, { timeoutMs });
    return ofHttp.every((toxic) => there.some(({ name }) => name === toxic));
  } catch (error) {
    // Nobody listens there any more: it went with its server.
    return systemCodeOf(error) !== 'ECONNREFUSED';
  }
}
