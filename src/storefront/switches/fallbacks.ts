import type { Switch } from './switch.ts';

export const fallbacks: Switch = {
  name: 'fallbacks',
  summary: 'degraded answers: pages from memory, "pay later" for orders',
  apply: (shop) => ({ ...shop, cachedPages: true, payLater: true }),
};
