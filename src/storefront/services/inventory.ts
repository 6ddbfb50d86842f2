/** Stock. A reservation takes all lines or none. */
import { Pool } from '../pool.ts';
import { Refusal, route, Service } from '../service.ts';
import type { ShopSettings } from '../settings.ts';
import type { CartLine } from './cart.ts';

const stockOfEach = 1_000_000;

export function inventoryService(shop: ShopSettings): Service {
  const settings = shop.services.inventory;
  const pool = new Pool('inventory', settings);
  const service = new Service('inventory', [pool], shop.shedding);
  const sold = new Map<number, number>();
  const take = (lines: readonly CartLine[], sign: 1 | -1) => {
    for (const { sku, quantity } of lines) sold.set(sku, (sold.get(sku) ?? 0) + sign * quantity);
  };

  service.app.post<{ Body: { lines: CartLine[] } }>('/reservations', route('reserve'), async (request, reply) => {
    const { lines } = request.body;
    await service.work(pool, settings.serviceMs, reply, () => {
      take(lines, 1);
      const gone = lines.find(({ sku }) => (sold.get(sku) ?? 0) > stockOfEach);
      if (gone === undefined) return;
      take(lines, -1);
      throw new Refusal(409, `product ${gone.sku} is sold out`);
    });
    return reply.code(201).send({ reserved: lines.length });
  });

  service.app.post<{ Body: { lines: CartLine[] } }>('/releases', route('release'), async (request, reply) => {
    await service.work(pool, settings.serviceMs, reply, () => take(request.body.lines, -1));
    return reply.code(200).send({ released: request.body.lines.length });
  });

  return service;
}
