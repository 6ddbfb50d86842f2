/**
 * What the storefront and its parent say to each other over the IPC channel. The channel is also the lifeline: when it closes,
 * because the parent ended or was killed, the storefront ends.
 */
import { links } from './settings.ts';
import type { ShopSettings } from './settings.ts';
import type { Shop } from './shop.ts';

export type FromParent = { readonly type: 'wire'; readonly links: Readonly<Record<string, string>> } | { readonly type: 'stop' };

export interface Ready {
  readonly type: 'ready';
  readonly url: string;
  /** What a storefront that is killed cannot remove itself. */
  readonly folder: string;
  /** host:port by service name, the edge included. */
  readonly services: Readonly<Record<string, string>>;
  readonly links: readonly { readonly name: string; readonly upstream: string }[];
  readonly breakers: readonly {
    readonly name: string;
    readonly preset: 'opossum';
    readonly url: string;
    readonly match: Readonly<Record<string, string>>;
    readonly link: string;
    readonly waitMs: number;
  }[];
  readonly reconcile: { readonly url: string; readonly ids: string; readonly settleMs: number };
  readonly business: { readonly revenuePerHour: number; readonly currency: string };
}

export type ToParent = Ready | { readonly type: 'wired' } | { readonly type: 'refused'; readonly message: string };

/** What the shop tells of itself. A shop without breakers declares the same ones: they never open. */
export function readyMessage(shop: Shop, settings: ShopSettings, folder: string): Ready {
  const { url, addresses } = shop;
  const waitMs = settings.breakers.payments?.resetMs ?? 2_000;
  return {
    type: 'ready',
    url,
    folder,
    services: addresses,
    links: links.map((name) => ({ name, upstream: addresses[name] })),
    breakers: [
      {
        name: 'payments',
        preset: 'opossum',
        url: `http://${addresses.orders}/metrics`,
        match: { name: 'payments' },
        link: 'payments',
        waitMs,
      },
    ],
    reconcile: { url: `${url}/ledger`, ids: '$.orders[*].id', settleMs: 5_000 },
    business: { revenuePerHour: 5_000_000, currency: 'USD' },
  };
}

/** undefined: nothing this program understands. */
export function fromParent(message: unknown): FromParent | undefined {
  if (typeof message !== 'object' || message === null || !('type' in message)) return undefined;
  if (message.type === 'stop') return { type: 'stop' };
  if (message.type !== 'wire' || !('links' in message) || typeof message.links !== 'object' || message.links === null) return undefined;
  const wanted = Object.entries(message.links);
  if (!wanted.every((entry): entry is [string, string] => typeof entry[1] === 'string')) return undefined;
  return { type: 'wire', links: Object.fromEntries(wanted) };
}
