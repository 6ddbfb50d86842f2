/**
 * What is known of the reference storefront before it runs: the names a scenario may use, and the figures that do not depend on
 * ports. The storefront is a program of its own that shares no code with the planner; a test holds the two together.
 */
import type { StorefrontVariant } from './plan.ts';

export interface StorefrontSystem {
  readonly variant: StorefrontVariant;
  /** Dependency connections, by the callee's name; every variant has the same. */
  readonly links: readonly string[];
  readonly breakers: readonly {
    readonly name: string;
    readonly preset: string;
    readonly match: Readonly<Record<string, string>>;
    readonly link: string;
    readonly waitMs: number;
  }[];
  /** The URL is known only when the storefront runs; the JSONPath and the settling time are not a matter of ports. */
  readonly reconcile: { readonly ids: string; readonly settleMs: number };
  readonly business: { readonly revenuePerHour: number; readonly currency: string };
}

/** Defences that can be turned on one by one, by name. */
export const storefrontSwitches = ['timeouts', 'circuit-breakers', 'fallbacks', 'load-shedding'] as const;

export function storefrontSystem(variant: StorefrontVariant): StorefrontSystem {
  return {
    variant,
    links: ['catalogue', 'cart', 'orders', 'payments', 'inventory'],
    breakers: [{ name: 'payments', preset: 'opossum', match: { name: 'payments' }, link: 'payments', waitMs: 2_000 }],
    reconcile: { ids: '$.orders[*].id', settleMs: 5_000 },
    business: { revenuePerHour: 5_000_000, currency: 'USD' },
  };
}
