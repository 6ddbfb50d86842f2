/**
 * Orders: price the cart, reserve the stock, charge the money, write it down, and only then say so. The slot is held from the
 * first to the last of these, which is why a slow payment provider can stall the whole checkout.
 */
import { randomUUID } from 'node:crypto';
import { guarded } from '../breaker.ts';
import { call } from '../call.ts';
import { isoNow } from '../clock.ts';
import type { Ledger, Order, OrderStatus } from '../ledger.ts';
import { Pool } from '../pool.ts';
import { Refusal, route, Service } from '../service.ts';
import type { ShopSettings } from '../settings.ts';
import type { Wiring } from '../wiring.ts';
import type { Cart } from './cart.ts';

interface Charge {
  readonly order: string;
  readonly cents: number;
}

export function ordersService(shop: ShopSettings, wiring: Wiring, ledger: Ledger): Service {
  const settings = shop.services.orders;
  const pool = new Pool('orders', settings);
  const service = new Service('orders', [pool], shop.shedding);
  const limits = shop.callTimeoutMs;
  /** Orders on their way, by idempotency key: a repeated request joins the first one. */
  const underWay = new Map<string, Promise<Order>>();

  const pay = guarded<Charge, OrderStatus>(
    async (charge) => {
      const timeoutMs = limits.payments ?? shop.breakers.payments?.timeoutMs ?? null;
      const answer = await call(wiring, 'payments', { method: 'POST', path: '/charges', body: JSON.stringify(charge), timeoutMs });
      if (answer.status !== 201) throw new Refusal(402, `the payment was refused (${answer.status})`);
      return 'paid';
    },
    {
      link: 'payments',
      registry: service.metrics.registry,
      breaker: shop.breakers.payments ?? null,
      fallback: shop.payLater ? () => 'payment-pending' : null,
    },
  );

  async function place(cartId: string, key: string | null): Promise<Order> {
    const cart = await priced(cartId);
    const lines = JSON.stringify({ lines: cart.lines });
    const reserved = await call(wiring, 'inventory', { method: 'POST', path: '/reservations', body: lines, timeoutMs: limits.inventory });
    if (reserved.status !== 201) throw new Refusal(409, 'a product of the cart is sold out');
    try {
      const id = randomUUID();
      const status = await pay({ order: id, cents: cart.totalCents });
      const order: Order = { id, at: isoNow(), status, idempotencyKey: key };
      ledger.persist(order, cart.totalCents);
      return order;
    } catch (error) {
      // The stock goes back on the shelf; if even that fails, the order's failure is the one to tell.
      call(wiring, 'inventory', { method: 'POST', path: '/releases', body: lines, timeoutMs: limits.inventory }).catch(() => undefined);
      throw error;
    }
  }

  async function priced(cartId: string): Promise<Cart> {
    const path = `/carts/${encodeURIComponent(cartId)}`;
    const answer = await call(wiring, 'cart', { method: 'GET', path, timeoutMs: limits.cart });
    if (answer.status !== 200) throw new Refusal(404, `no cart ${cartId}`);
    return JSON.parse(answer.body) as Cart;
  }

  function placeOnce(cartId: string, key: string | null): Promise<Order> {
    if (key === null) return place(cartId, null);
    const known = ledger.byKey(key);
    if (known !== undefined) return Promise.resolve(known);
    const first = underWay.get(key) ?? place(cartId, key).finally(() => underWay.delete(key));
    underWay.set(key, first);
    return first;
  }

  service.app.post<{ Body: { cart?: unknown } | null }>('/orders', route('checkout'), async (request, reply) => {
    const cartId = request.body?.cart;
    if (typeof cartId !== 'string' || cartId === '') throw new Refusal(400, 'an order needs a cart');
    const key = keyOf(request.headers['idempotency-key']);
    const order = await service.work(pool, settings.serviceMs, reply, () => placeOnce(cartId, key));
    if (order.status === 'payment-pending') void reply.header('x-degraded', 'payments');
    return reply.code(order.status === 'paid' ? 201 : 202).send({ orderId: order.id, status: order.status });
  });

  return service;
}

function keyOf(header: string | string[] | undefined): string | null {
  const key = Array.isArray(header) ? header[0] : header;
  return key === undefined || key === '' ? null : key;
}
