/** What every service of the shop has in common: an HTTP server with limited capacity, counted requests and a health page. */
import { fastify } from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { setTimeout as sleep } from 'node:timers/promises';
import { DependencyFailed } from './call.ts';
import { serviceMetrics } from './metrics.ts';
import type { ServiceMetrics, Source } from './metrics.ts';
import { Abandoned, Overloaded } from './pool.ts';
import type { Pool } from './pool.ts';
import type { ShopSettings } from './settings.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route's name in statistics. */
    route?: string;
    /** Not a visitor's page: takes no slot and is no load. */
    operations?: boolean;
  }
}

export const operations = (route: string) => ({ config: { route, operations: true } });
export const route = (name: string) => ({ config: { route: name } });

export class Service {
  readonly name: string;
  readonly app: FastifyInstance;
  readonly metrics: ServiceMetrics;
  readonly #retryAfterSeconds: number | null;

  constructor(name: string, pools: readonly Pool[], shedding: ShopSettings['shedding']) {
    this.name = name;
    this.metrics = serviceMetrics(name, pools);
    this.#retryAfterSeconds = shedding?.retryAfterSeconds ?? null;
    // Without a keep-alive limit no connection ends just as its client reuses it; forceClose, or close() would wait for idle ones.
    this.app = fastify({
      logger: false,
      keepAliveTimeout: name === 'edge' ? 72_000 : 0,
      forceCloseConnections: true,
      exposeHeadRoutes: false,
    });
    this.app.addHook('onRequest', (request, reply, done) => {
      this.#count(request, reply);
      done();
    });
    this.app.setErrorHandler((error, _request, reply) => this.#fail(error, reply));
    this.app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: 'not found' }));
    this.app.get('/health', operations('health'), (_request, reply) => reply.send({ status: 'ok', service: name }));
    this.app.get('/metrics', operations('metrics'), async (_request, reply) => {
      const text = await this.metrics.registry.metrics();
      return reply.type(this.metrics.registry.contentType).send(text);
    });
  }

  /** Holds a slot of the pool for `serviceMs` and for as long as the work takes. */
  async work<T>(pool: Pool, serviceMs: number, reply: FastifyReply, does: () => T | Promise<T>): Promise<T> {
    const ticket = pool.enter();
    // Only a shop that sheds load looks whether anybody still waits for the answer.
    if (this.#retryAfterSeconds !== null) reply.raw.once('close', () => ticket.abandon());
    await ticket.admitted;
    try {
      if (serviceMs > 0) await sleep(serviceMs);
      return await does();
    } finally {
      pool.leave();
    }
  }

  /** Listens on 127.0.0.1 and returns host:port. */
  async listen(port = 0): Promise<string> {
    const url = await this.app.listen({ host: '127.0.0.1', port, backlog: 4_096 });
    return new URL(url).host;
  }

  #count(request: FastifyRequest, reply: FastifyReply): void {
    const { route = 'unknown', operations = false } = request.routeOptions.config ?? {};
    const source: Source = operations ? 'operations' : request.headers['x-stampede'] === 'preflight' ? 'preflight' : 'visitor';
    this.metrics.received(route, source);
    const { raw } = reply;
    raw.once('close', () => this.metrics.ended(route, source, raw.writableFinished ? String(raw.statusCode) : 'aborted'));
  }

  #fail(error: unknown, reply: FastifyReply): FastifyReply | undefined {
    if (error instanceof Abandoned) {
      reply.hijack();
      return undefined;
    }
    const status = statusOf(error);
    if (status === 503 && this.#retryAfterSeconds !== null) void reply.header('retry-after', this.#retryAfterSeconds);
    return reply.code(status).send({ error: error instanceof Error ? error.message : String(error) });
  }
}

function statusOf(error: unknown): number {
  if (error instanceof Overloaded) return 503;
  if (error instanceof DependencyFailed) return error.status;
  const status = (error as { statusCode?: unknown }).statusCode;
  return typeof status === 'number' && status >= 400 ? status : 500;
}

/** A refusal that is the caller's fault: unknown product, empty cart. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly statusCode: number;

  constructor(statusCode: number, message: string) {
    super(message);
    this.statusCode = statusCode;
  }
}
