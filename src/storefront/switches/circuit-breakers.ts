import type { Switch } from './switch.ts';

/**
 * At thirty checkouts a second, payments going silent fill half of a 3 s window within 2 s. The wait before a probe is short,
 * because a drill lasts minutes and not hours.
 */
export const circuitBreakers: Switch = {
  name: 'circuit-breakers',
  summary: 'calls to the payment provider trip a breaker, with half-open probes',
  apply: (shop) => ({
    ...shop,
    breakers: {
      ...shop.breakers,
      payments: { timeoutMs: 300, rollingCountMs: 3_000, resetMs: 2_000, volumeThreshold: 10, errorThresholdPercent: 50 },
    },
  }),
};
