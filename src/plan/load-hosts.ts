/** Where load is sent: the target's host, and hosts that steps name themselves. */
import { resolveEnv, type Env } from './environment.ts';
import { bareHost } from './hosts.ts';
import type { Plan } from './plan.ts';

/** Each once, the target's first, without ports. Empty for the storefront, which is on this machine. */
export function loadHosts({ target, load }: Plan, env: Env): string[] {
  if (target.kind !== 'url') return [];
  const paths = load.journeys.flatMap(({ steps }) => steps.map(({ path }) => path));
  const hosts = [target.url, ...paths].flatMap((text) => {
    // What else a step has to fill in stands behind the host.
    const origin = /^https?:\/\/[^/?#]*/i.exec(resolveEnv(text, env))?.[0];
    return origin === undefined ? [] : [bareHost(new URL(origin).hostname)];
  });
  return [...new Set(hosts)];
}
