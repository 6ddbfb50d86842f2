/** Which hosts' requests are taken, and which of them is the one that paths are taken on. */
import { bareHost } from '../plan/hosts.ts';

export interface HostChoice {
  /** Scheme and host that paths are taken on; null: nothing is left. */
  readonly main: string | null;
  /** Taken at all? */
  readonly takes: (origin: string) => boolean;
}

/** `origins` are those of all requests, the most telling one first. Without `onlyHosts` that one alone is taken. */
export function chooseHosts(origins: readonly string[], onlyHosts: readonly string[]): HostChoice {
  if (onlyHosts.length === 0) {
    const main = origins[0] ?? null;
    return { main, takes: (origin) => origin === main };
  }
  const named = (origin: string): number => onlyHosts.findIndex((host) => isHost(origin, host));
  const main = origins.filter((origin) => named(origin) >= 0).toSorted((a, b) => named(a) - named(b))[0] ?? null;
  return { main, takes: (origin) => named(origin) >= 0 };
}

/** `shop.example.com` is that host at every port, `shop.example.com:8080` at this one. */
function isHost(origin: string, host: string): boolean {
  const authority = origin.replace(/^[a-z]+:\/\//i, '').toLowerCase();
  return /:\d+$/.test(host) ? authority === host.toLowerCase() : bareHost(authority) === bareHost(host);
}
