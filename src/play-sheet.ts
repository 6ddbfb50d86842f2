/** What `chaos storefront` tells: where everything is, and a command line to start from. */
import type { Playground } from './run/playground.ts';

export interface PlaySheet {
  readonly variant: 'fragile' | 'resilient';
  readonly pid: number;
  readonly url: string;
  readonly metrics: string;
  readonly ledger: string;
  readonly toxiproxy: { readonly url: string; readonly server: string };
  readonly links: readonly { readonly name: string; readonly listen: string; readonly upstream: string; readonly proxy: string }[];
  readonly breakers: readonly { readonly name: string; readonly preset: string; readonly url: string }[];
  /** Arguments of a `chaos spike` against this shop. */
  readonly spike: readonly string[];
}

export function playSheet(variant: PlaySheet['variant'], { shop, toxiproxy, links }: Playground): PlaySheet {
  const sheet = {
    variant,
    pid: shop.pid,
    url: shop.url,
    metrics: `${shop.url}/metrics`,
    ledger: shop.reconcile.url,
    toxiproxy: { url: toxiproxy.url, server: toxiproxy.server },
    links: links.map(({ link, listen, upstream, proxy }) => ({ name: link, listen, upstream, proxy })),
    breakers: shop.breakers.flatMap(({ name, preset, urls }) => urls.map((url) => ({ name, preset, url }))),
  };
  return { ...sheet, spike: spikeArguments(sheet) };
}

/** A URL alone is a visitor of the home page, and what the home page needs is the catalogue: that is where the fault goes. */
function spikeArguments({ url, toxiproxy, links, breakers }: Omit<PlaySheet, 'spike'>): string[] {
  const link = links.find(({ name }) => name === 'catalogue');
  return [
    ['--target', url],
    ['--rate', '50/s'],
    ['--duration', '60s'],
    ['--toxiproxy', toxiproxy.url],
    link ? ['--link', `${link.name}=${link.listen},${link.upstream}`, '--fault', 'catalogue latency 1s for 15s at 25s'] : [],
    ...breakers.map(({ name, preset, url: source }) => ['--breaker', `${name} ${preset} ${source}`]),
    ['--objective', 'p99 < 300ms during peak'],
  ].flat();
}

export function renderSheet(sheet: PlaySheet, bin: string): string {
  const { url, metrics, ledger, toxiproxy, links, breakers } = sheet;
  const width = Math.max(...links.map(({ name }) => name.length));
  const wide = Math.max(...links.map(({ listen }) => listen.length));
  return [
    `The ${sheet.variant} storefront is open.`,
    '',
    `  shop       ${url}      GET /  /products/:id  /products?q=  /cart/:id   POST /cart/items  /orders`,
    `  metrics    ${metrics}`,
    `  ledger     ${ledger}`,
    ...breakers.map(({ name, preset, url: source }) => `  breaker    ${name}: ${preset} at ${source}`),
    `  toxiproxy  ${toxiproxy.url} (${toxiproxy.server})`,
    '',
    '  link        listen -> upstream',
    ...links.map(({ name, listen, upstream }) => `  ${name.padEnd(width + 2)} ${listen.padEnd(wide)} -> ${upstream}`),
    '',
    'From another terminal:',
    '',
    `  ${[bin, 'spike', ...sheet.spike.map(quoted)].join(' ')}`,
    '',
    'Ctrl-C closes the shop and removes the proxies.',
  ].join('\n');
}

/** As a POSIX shell takes it for one word. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
