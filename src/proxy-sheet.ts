/** What `chaos proxy` tells: where the server listens, and what it began with. */
import { wrap } from './report/columns.ts';
import type { ProxyServer } from './run/proxy-server.ts';

export type ProxySheet = Pick<ProxyServer, 'url' | 'pid' | 'proxies'>;

export function proxySheet({ url, pid, proxies }: ProxyServer): ProxySheet {
  return { url, pid, proxies };
}

/** Columns of a terminal that has no more. */
const usualWidth = 80;

/** A line for the server and one for each proxy; what is on it stands below where that line would be too long. */
export function renderProxySheet({ url, proxies }: ProxySheet): string {
  const width = Math.max(...proxies.map(({ name }) => name.length));
  const wide = Math.max(...proxies.map(({ listen }) => listen.length));
  return [
    `Toxiproxy-compatible server on ${url}`,
    ...proxies.flatMap(({ name, listen, upstream, enabled, toxics }) => {
      const more = [...(enabled ? [] : ['disabled']), ...toxics];
      const line = `  ${name.padEnd(width)}  ${listen.padEnd(wide)} -> ${upstream}`;
      if (more.length === 0) return [line];
      const whole = `${line}  (${more.join(', ')})`;
      return whole.length <= usualWidth ? [whole] : [line, ...wrap(`(${more.join(', ')})`, usualWidth - 6).map((part) => `      ${part}`)];
    }),
  ].join('\n');
}
