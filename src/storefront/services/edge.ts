/** The public face of the shop. A request keeps its slot while the services behind work for it. */
import type { FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import { call, DependencyFailed } from '../call.ts';
import type { Answer, CallOptions } from '../call.ts';
import type { Ledger } from '../ledger.ts';
import { Pool } from '../pool.ts';
import { Recent } from '../recent.ts';
import { operations, route, Service } from '../service.ts';
import type { Link, RouteGroup, ShopSettings } from '../settings.ts';
import type { Wiring } from '../wiring.ts';

const mostCachedPages = 2_000;

export function edgeService(shop: ShopSettings, wiring: Wiring, ledger: Ledger): Service {
  const pools = edgePools(shop.edge);
  const service = new Service('edge', [...new Set(Object.values(pools))], shop.shedding);
  const { app } = service;
  const pages = new Recent<string, string>(mostCachedPages);

  const forward = (group: RouteGroup, link: Link, reply: FastifyReply, options: Omit<CallOptions, 'timeoutMs'>) =>
    service.work(pools[group], 0, reply, () => call(wiring, link, { ...options, timeoutMs: shop.callTimeoutMs[link] }));

  /** A page of the catalogue; from memory, and marked so, when the catalogue fails and the shop has that fallback. */
  async function page(path: string, reply: FastifyReply): Promise<FastifyReply> {
    try {
      const answer = await forward('browse', 'catalogue', reply, { method: 'GET', path });
      if (shop.cachedPages && answer.status === 200) pages.set(path, answer.body);
      return pass(answer, reply);
    } catch (error) {
      const cached = shop.cachedPages && error instanceof DependencyFailed ? pages.get(path) : undefined;
      if (cached === undefined) throw error;
      return reply.header('x-degraded', 'catalogue').type('application/json').send(cached);
    }
  }

  app.get('/', route('home'), (_request, reply) => page('/home', reply));
  app.get<{ Params: { sku: string } }>('/products/:sku', route('product'), (request, reply) =>
    page(`/products/${encodeURIComponent(request.params.sku)}`, reply),
  );
  app.get<{ Querystring: { q?: string } }>('/products', route('search'), (request, reply) =>
    page(`/products?q=${encodeURIComponent(String(request.query.q ?? ''))}`, reply),
  );

  app.post('/cart/items', route('add-to-cart'), async (request, reply) => {
    const body = JSON.stringify(request.body ?? null);
    return pass(await forward('cart', 'cart', reply, { method: 'POST', path: '/carts/items', body }), reply);
  });
  app.get<{ Params: { id: string } }>('/cart/:id', route('cart'), async (request, reply) =>
    pass(await forward('cart', 'cart', reply, { method: 'GET', path: `/carts/${encodeURIComponent(request.params.id)}` }), reply),
  );

  app.post('/orders', route('checkout'), async (request, reply) => {
    const key = request.headers['idempotency-key'];
    const headers = typeof key === 'string' ? { 'idempotency-key': key } : {};
    const body = JSON.stringify(request.body ?? null);
    return pass(await forward('checkout', 'orders', reply, { method: 'POST', path: '/orders', body, headers }), reply);
  });

  // Straight from the database: what was persisted must be known even while links are cut.
  app.get('/ledger', operations('ledger'), (_request, reply) => reply.type('application/json').send(Readable.from(ledger.json())));

  return service;
}

function edgePools(settings: ShopSettings['edge']): Readonly<Record<RouteGroup, Pool>> {
  if ('shared' in settings) {
    const pool = new Pool('edge', settings.shared);
    return { browse: pool, cart: pool, checkout: pool };
  }
  const { browse, cart, checkout } = settings.bulkheads;
  return { browse: new Pool('browse', browse), cart: new Pool('cart', cart), checkout: new Pool('checkout', checkout) };
}

function pass(answer: Answer, reply: FastifyReply): FastifyReply {
  const degraded = answer.headers['x-degraded'];
  if (degraded !== undefined) void reply.header('x-degraded', degraded);
  return reply.code(answer.status).type('application/json').send(answer.body);
}
