/** Where a probe can reach the proxy on a link from this machine, or why it can't. */
import { readAddress, type Address } from '../../plan/addresses.ts';
import { hostAllowed, isLoopback, type HostRules } from '../../plan/hosts.ts';

/**
 * `connect` is where clients are said to reach it. Without that it is where the proxy listens, as the server says: a listener on all
 * interfaces is on the server's own host, and one on the loopback of another machine is out of reach. Null: not from here, or not allowed.
 */
export function probeAddress(
  link: { readonly connect?: string | undefined; readonly listen: string; readonly toxiproxy: string },
  rules: HostRules,
): Address | null {
  const serverHost = new URL(link.toxiproxy).hostname;
  const listen = link.connect ?? link.listen;
  const colon = listen.lastIndexOf(':');
  const all = ['', '0.0.0.0', '[::]', '*'].includes(listen.slice(0, colon));
  const address = readAddress(all ? `${serverHost}${listen.slice(colon)}` : listen);
  if (typeof address === 'string' || !hostAllowed(address.host, rules)) return null;
  return isLoopback(address.host) && !isLoopback(serverHost) ? null : address;
}
