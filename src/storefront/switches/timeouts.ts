import type { Switch } from './switch.ts';

/** Limits leave room for the callee's own: orders waits for the cart, inventory and payments in turn. */
export const timeouts: Switch = {
  name: 'timeouts',
  summary: 'every call to a dependency has a time limit',
  apply: (shop) => ({ ...shop, callTimeoutMs: { catalogue: 200, cart: 500, orders: 2_000, payments: 300, inventory: 500 } }),
};
