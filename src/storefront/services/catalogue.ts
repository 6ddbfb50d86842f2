/** Pages and products. Every page of the shop needs it. */
import { Pool } from '../pool.ts';
import { homePage, pageOf, productOf, searchPage } from '../products.ts';
import { Refusal, route, Service } from '../service.ts';
import type { ShopSettings } from '../settings.ts';

export function catalogueService(shop: ShopSettings): Service {
  const settings = shop.services.catalogue;
  const pool = new Pool('catalogue', settings);
  const service = new Service('catalogue', [pool], shop.shedding);
  const { app } = service;

  app.get('/home', route('home'), async (_request, reply) => {
    const page = await service.work(pool, settings.serviceMs, reply, () => homePage);
    return reply.type('application/json').send(page);
  });

  app.get<{ Params: { sku: string } }>('/products/:sku', route('product'), async (request, reply) => {
    const product = productOf(request.params.sku);
    if (product === undefined) throw new Refusal(404, `no product ${request.params.sku}`);
    const page = await service.work(pool, settings.serviceMs, reply, () => pageOf(product));
    return reply.type('application/json').send(page);
  });

  app.get<{ Querystring: { q?: string } }>('/products', route('search'), async (request, reply) => {
    const page = await service.work(pool, settings.serviceMs, reply, () => searchPage(String(request.query.q ?? '')));
    return reply.type('application/json').send(page);
  });

  return service;
}
