/** A visitor of the storefront: its pages and its checkout over HTTP, as the tests need them. */
import assert from 'node:assert/strict';

export interface Visit {
  readonly status: number;
  readonly degraded: string | null;
  readonly retryAfter: string | null;
  readonly body: Record<string, unknown>;
  readonly ms: number;
}

export class ShopVisitor {
  readonly url: string;
  #sent = 0;

  constructor(url: string) {
    this.url = url;
  }

  /** Requests made so far for pages, carts and orders. */
  get sent(): number {
    return this.#sent;
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Visit> {
    return this.#visit(path, { headers });
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Visit> {
    return this.#visit(path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } });
  }

  /** A filled cart's id. */
  async fillCart(): Promise<string> {
    const { status, body } = await this.post('/cart/items', { sku: 7, quantity: 2 });
    assert.equal(status, 201);
    return String(body['cartId']);
  }

  async buy(key?: string): Promise<Visit> {
    const cart = await this.fillCart();
    return this.post('/orders', { cart }, key === undefined ? {} : { 'idempotency-key': key });
  }

  async ledger(): Promise<{ id: string; at: string; status: string; idempotencyKey: string | null }[]> {
    const response = await fetch(`${this.url}/ledger`);
    return ((await response.json()) as { orders: { id: string; at: string; status: string; idempotencyKey: string | null }[] }).orders;
  }

  async #visit(path: string, init: RequestInit): Promise<Visit> {
    this.#sent++;
    const began = performance.now();
    const response = await fetch(this.url + path, init);
    const body = (await response.json()) as Record<string, unknown>;
    const { status, headers } = response;
    return { status, degraded: headers.get('x-degraded'), retryAfter: headers.get('retry-after'), body, ms: performance.now() - began };
  }
}

/** Sum of a metric's samples whose labels hold all of `labels`. */
export async function metric(url: string, name: string, labels: Record<string, string> = {}): Promise<number> {
  const text = await (await fetch(url)).text();
  let sum = 0;
  for (const line of text.split('\n')) {
    if (!line.startsWith(`${name}{`)) continue;
    if (Object.entries(labels).every(([label, value]) => line.includes(`${label}="${value}"`))) sum += Number(line.split(' ').at(-1));
  }
  return sum;
}

/** Polls until it holds; fails after the limit. */
export async function until(limitMs: number, what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  const began = performance.now();
  while (!(await holds())) {
    assert.ok(performance.now() - began < limitMs, `${what}: not within ${limitMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
