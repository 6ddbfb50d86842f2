import type { Link, ServiceSettings } from '../settings.ts';
import type { Switch } from './switch.ts';

/** Queues no longer than about 100 ms of work: a request that would wait longer is better refused while it is cheap. */
export const loadShedding: Switch = {
  name: 'load-shedding',
  summary: 'short queues, 503 with Retry-After when they are full, and slots of its own for each kind of page',
  apply: (shop) => ({
    ...shop,
    edge: {
      bulkheads: {
        browse: { slots: 160, queue: 160 },
        cart: { slots: 32, queue: 32 },
        checkout: { slots: 40, queue: 40 },
      },
    },
    services: Object.fromEntries(Object.entries(shop.services).map(([name, service]) => [name, shortened(service)])) as Record<
      Link,
      ServiceSettings
    >,
    shedding: { retryAfterSeconds: 1 },
  }),
};

function shortened(service: ServiceSettings): ServiceSettings {
  return { ...service, queue: Math.max(service.slots, Math.ceil((100 / service.serviceMs) * service.slots)) };
}
