/** The payment provider. Charging an order twice charges it once. */
import { randomUUID } from 'node:crypto';
import { Pool } from '../pool.ts';
import { Recent } from '../recent.ts';
import { Refusal, route, Service } from '../service.ts';
import type { ShopSettings } from '../settings.ts';

const mostCharges = 100_000;

export function paymentsService(shop: ShopSettings): Service {
  const settings = shop.services.payments;
  const pool = new Pool('payments', settings);
  const service = new Service('payments', [pool], shop.shedding);
  const charges = new Recent<string, string>(mostCharges);

  service.app.post<{ Body: { order?: unknown; cents?: unknown } | null }>('/charges', route('charge'), async (request, reply) => {
    const { order, cents } = request.body ?? {};
    if (typeof order !== 'string' || typeof cents !== 'number') throw new Refusal(400, 'a charge needs an order and an amount in cents');
    const charge = await service.work(pool, settings.serviceMs, reply, () => {
      const id = charges.get(order) ?? randomUUID();
      charges.set(order, id);
      return id;
    });
    return reply.code(201).send({ charge, order, cents });
  });

  return service;
}
