/**
 * How a shop is built: capacities, time limits and defences, as one plain value. The fragile shop is the start; each switch
 * turns it into a sturdier one. Times are milliseconds, capacities are requests.
 */

/** Dependency connections, named after the callee. */
export const links = ['catalogue', 'cart', 'orders', 'payments', 'inventory'] as const;
export type Link = (typeof links)[number];

/** What the edge keeps apart when it sheds load: a stalled checkout must not take the browsers' slots. */
export type RouteGroup = 'browse' | 'cart' | 'checkout';

export interface PoolSettings {
  /** Requests worked on at once. */
  readonly slots: number;
  /** Requests that may wait for a slot; the next one is refused. */
  readonly queue: number;
}

/** A service holds a slot for `serviceMs`, and for as long as it waits for what it calls. */
export interface ServiceSettings extends PoolSettings {
  readonly serviceMs: number;
}

export interface BreakerSettings {
  readonly timeoutMs: number;
  readonly rollingCountMs: number;
  readonly resetMs: number;
  readonly volumeThreshold: number;
  readonly errorThresholdPercent: number;
}

export interface ShopSettings {
  /** One pool for every route, or one for each group. */
  readonly edge: { readonly shared: PoolSettings } | { readonly bulkheads: Readonly<Record<RouteGroup, PoolSettings>> };
  readonly services: Readonly<Record<Link, ServiceSettings>>;
  /** Longest wait for an answer; null waits for ever. */
  readonly callTimeoutMs: Readonly<Record<Link, number | null>>;
  readonly breakers: Readonly<Partial<Record<Link, BreakerSettings>>>;
  /** Answer pages from the edge's memory when the catalogue fails. */
  readonly cachedPages: boolean;
  /** Take the order and collect the money later when payments fail. */
  readonly payLater: boolean;
  /** Refuse with Retry-After, and forget queued requests whose client has gone. */
  readonly shedding: { readonly retryAfterSeconds: number } | null;
}

const patient = 4_000;

/** The shop of the outage reports: long queues, no time limits, one pool of edge slots that a waiting checkout keeps. */
export const fragileShop: ShopSettings = {
  edge: { shared: { slots: 100, queue: patient } },
  services: {
    catalogue: { slots: 32, queue: patient, serviceMs: 20 },
    cart: { slots: 16, queue: patient, serviceMs: 8 },
    orders: { slots: 24, queue: patient, serviceMs: 10 },
    payments: { slots: 64, queue: patient, serviceMs: 20 },
    inventory: { slots: 16, queue: patient, serviceMs: 8 },
  },
  callTimeoutMs: { catalogue: null, cart: null, orders: null, payments: null, inventory: null },
  breakers: {},
  cachedPages: false,
  payLater: false,
  shedding: null,
};
