/** A Toxiproxy server that a person named: on this machine, or on a host named as allowed. */
import { ChaosError } from '../../errors.ts';
import { hostAllowed } from '../../plan/hosts.ts';
import { normaliseHost } from './toxiproxy-host.ts';
import { ToxiproxyServer } from './toxiproxy.ts';

/** Throws HOST_NOT_ALLOWED, and USAGE for what is no URL; nothing is sent. */
export function namedServer(url: string, allowHosts: readonly string[] = []): ToxiproxyServer {
  const { hostname } = new URL(normaliseHost(url).url);
  if (!hostAllowed(hostname, { allowHosts, denyHosts: [] }))
    throw new ChaosError(
      'HOST_NOT_ALLOWED',
      `the Toxiproxy server is on ${hostname}, which was not allowed; nothing was sent`,
      `--allow-host ${hostname} allows it`,
    );
  return new ToxiproxyServer(url);
}
