/** What each service counts, in Prometheus text. Every service has a registry of its own, as if it ran elsewhere. */
import { Counter, Gauge, Registry } from 'prom-client';
import type { Pool } from './pool.ts';

/**
 * Who sent a request: shop visitors, the one preflight request of a test, or people and tools looking at the service
 * (health, metrics, ledger). Only `visitor` is load.
 */
export type Source = 'visitor' | 'preflight' | 'operations';

export interface ServiceMetrics {
  readonly registry: Registry;
  received(route: string, source: Source): void;
  /** `status` is the code that was answered, or `aborted` when the client left before the answer was complete. */
  ended(route: string, source: Source, status: string): void;
}

export function serviceMetrics(service: string, pools: readonly Pool[]): ServiceMetrics {
  const registry = new Registry();
  const received = new Counter({
    name: 'http_requests_received_total',
    help: 'Requests whose head has arrived, by route; counted at once',
    labelNames: ['service', 'route', 'source'],
    registers: [registry],
  });
  const ended = new Counter({
    name: 'http_requests_total',
    help: 'Requests that have ended, by route and status; "aborted": the client left first',
    labelNames: ['service', 'route', 'source', 'status'],
    registers: [registry],
  });
  poolGauges(registry, service, pools);
  return {
    registry,
    received: (route, source) => received.inc({ service, route, source }),
    ended: (route, source, status) => ended.inc({ service, route, source, status }),
  };
}

/** Read when somebody scrapes, so that a request pays nothing for them. */
function poolGauges(registry: Registry, service: string, pools: readonly Pool[]): void {
  const figures: readonly (readonly [string, string, (pool: Pool) => number])[] = [
    ['slots', 'Requests worked on at once, at most', (pool) => pool.slots],
    ['slots_busy', 'Requests being worked on', (pool) => pool.busy],
    ['queue_limit', 'Requests that may wait for a slot', (pool) => pool.limit],
    ['queue_length', 'Requests waiting for a slot', (pool) => pool.waiting],
    ['queue_refused', 'Requests refused so far because slots and queue were full', (pool) => pool.refused],
    ['queue_abandoned', 'Requests forgotten so far because their client left the queue', (pool) => pool.abandoned],
  ];
  for (const [name, help, read] of figures) {
    const gauge: Gauge = new Gauge({
      name,
      help,
      labelNames: ['service', 'pool'],
      registers: [registry],
      collect: () => {
        for (const pool of pools) gauge.set({ service, pool: pool.name }, read(pool));
      },
    });
  }
}
