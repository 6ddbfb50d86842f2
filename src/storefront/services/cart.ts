/** Shopping carts, kept in memory; the oldest are forgotten. */
import { randomUUID } from 'node:crypto';
import { Pool } from '../pool.ts';
import { productOf } from '../products.ts';
import { Recent } from '../recent.ts';
import { Refusal, route, Service } from '../service.ts';
import type { ShopSettings } from '../settings.ts';

export interface CartLine {
  readonly sku: number;
  readonly quantity: number;
  readonly cents: number;
}

export interface Cart {
  readonly cartId: string;
  readonly lines: readonly CartLine[];
  readonly totalCents: number;
}

interface AddItem {
  readonly sku?: unknown;
  readonly quantity?: unknown;
  readonly cart?: unknown;
}

const mostCarts = 100_000;
const mostLines = 100;

export function cartService(shop: ShopSettings): Service {
  const settings = shop.services.cart;
  const pool = new Pool('cart', settings);
  const service = new Service('cart', [pool], shop.shedding);
  const carts = new Recent<string, Cart>(mostCarts);

  service.app.post<{ Body: AddItem | null }>('/carts/items', route('add-to-cart'), async (request, reply) => {
    const line = lineOf(request.body);
    const wanted = request.body?.cart;
    const cart = await service.work(pool, settings.serviceMs, reply, () => {
      const before = wanted === undefined ? emptyCart() : carts.get(String(wanted));
      if (before === undefined) throw new Refusal(404, `no cart ${String(wanted)}`);
      const after = withLine(before, line);
      carts.set(after.cartId, after);
      return after;
    });
    return reply.code(201).send(cart);
  });

  service.app.get<{ Params: { id: string } }>('/carts/:id', route('cart'), async (request, reply) => {
    const cart = await service.work(pool, settings.serviceMs, reply, () => carts.get(request.params.id));
    if (cart === undefined) throw new Refusal(404, `no cart ${request.params.id}`);
    return reply.send(cart);
  });

  return service;
}

function lineOf(body: AddItem | null): CartLine {
  const product = productOf(body?.sku);
  if (product === undefined) throw new Refusal(404, `no product ${String(body?.sku)}`);
  const quantity = body?.quantity ?? 1;
  if (typeof quantity !== 'number' || !Number.isInteger(quantity) || quantity < 1 || quantity > 1_000) {
    throw new Refusal(400, 'quantity is a whole number from 1 to 1000');
  }
  return { sku: product.sku, quantity, cents: product.cents };
}

function emptyCart(): Cart {
  return { cartId: randomUUID(), lines: [], totalCents: 0 };
}

function withLine(cart: Cart, line: CartLine): Cart {
  if (cart.lines.length >= mostLines) throw new Refusal(409, `a cart holds at most ${mostLines} lines`);
  return { cartId: cart.cartId, lines: [...cart.lines, line], totalCents: cart.totalCents + line.cents * line.quantity };
}
