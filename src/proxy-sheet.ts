/** What `chaos proxy` tells: where the server listens, and what it began with. */
import type { ProxyServer } from './run/proxy-server.ts';

export type ProxySheet = Pick<ProxyServer, 'url' | 'pid' | 'proxies'>;

export function proxySheet({ url, pid, proxies }: ProxyServer): ProxySheet {
  return { url, pid, proxies };
}

/** A line for the server and one for each proxy. */
export function renderProxySheet({ url, proxies }: ProxySheet): string {
  const width = Math.max(...proxies.map(({ name }) => name.length));
  const wide = Math.max(...proxies.map(({ listen }) => listen.length));
  return [
    `Toxiproxy-compatible server on ${url}`,
    ...proxies.map(({ name, listen, upstream, enabled, toxics }) => {
      const more = [...(enabled ? [] : ['disabled']), ...toxics];
      return `  ${name.padEnd(width)}  ${listen.padEnd(wide)} -> ${upstream}${more.length > 0 ? `  (${more.join(', ')})` : ''}`;
    }),
  ].join('\n');
}
