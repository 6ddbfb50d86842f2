/** A black-friday run as a resilient shop would give it: the payment provider slows down, the breaker opens, orders are taken and settled later. */
import type { Event } from '../../src/events/event.ts';
import { sampleEvents } from './sample-events.ts';
import { around, journey, latencyFault, planOf, syntheticLog, type Met, type Random, type SyntheticOptions } from './synthetic-log.ts';

const injectedMs = 45_000;
const removedMs = 65_000;
const trippedMs = injectedMs + 1_420;
const closedMs = removedMs + 1_180;

function meets({ route, tMs }: { route: string; tMs: number }, random: Random): Met {
  const busy = tMs >= 22_000 && tMs < 90_000 ? 1.6 : 1;
  const usual = { home: 5, product: 9, 'add-to-cart': 7, checkout: 42 }[route] ?? 10;
  const ms = around(usual * busy, random);
  if (route === 'product' && tMs >= 23_000 && tMs < 26_000 && random() < 0.02)
    return { outcome: 'httpError', ms, shed: true, cause: 'status 503' };
  if (route !== 'checkout') return { ms };
  if (tMs < injectedMs || tMs >= closedMs) return { ms };
  if (tMs < trippedMs)
    return random() < 0.8 ? { outcome: 'httpError', ms: 1_500 + random() * 20, cause: 'status 504' } : { ms: 1_400 + random() * 90 };
  return { ms: around(14, random), degraded: true };
}

export const blackFriday: SyntheticOptions = {
  seed: 7,
  stages: [
    { name: 'baseline', forMs: 20_000, shape: { shape: 'constant', perSecond: 100 } },
    { name: 'doors', forMs: 5_000, shape: { shape: 'ramp', fromPerSecond: 100, toPerSecond: 500 } },
    { name: 'peak', forMs: 65_000, shape: { shape: 'constant', perSecond: 500 } },
    { name: 'recovery', forMs: 10_000, shape: { shape: 'constant', perSecond: 100 } },
  ],
  journeys: [
    journey('browse', 94, [{ route: 'home' }, { route: 'product' }]),
    journey('buy', 6, [{ route: 'add-to-cart' }, { route: 'checkout', acknowledge: '$.orderId' }]),
  ],
  meets,
  faults: [{ ...latencyFault('payments-slow', injectedMs, removedMs - injectedMs), at: 'peak + 20s', stages: ['peak'] }],
  objectives: [
    'error rate < 1% during baseline',
    'p99 of product < 300ms during peak',
    'breaker payments opens within 5s after payments-slow',
    'checkout recovers within 15s after payments-slow',
    'no acknowledged order is lost',
  ],
  abort: ['error rate > 95% for 30s'],
  plan: {
    name: 'black-friday',
    title: 'Doors open and the payment provider slows down',
    story: 'Five times the usual visitors come within seconds, and while they are there the payment provider takes two seconds longer.',
    target: { kind: 'storefront', variant: 'resilient', headers: {} },
    breakers: [
      {
        name: 'payments',
        preset: 'opossum',
        urls: ['http://127.0.0.1:4010/metrics'],
        match: { name: 'payments' },
        link: 'payments',
        waitMs: 2_000,
      },
    ],
    business: { revenuePerHour: 5_000_000, currency: 'USD' },
  },
};

const breaker = (from: 'closed' | 'open' | 'half-open', to: 'closed' | 'open' | 'half-open', atMs: number): Event => ({
  tMs: atMs + 60,
  type: 'breaker',
  breaker: 'payments',
  instance: '127.0.0.1:4010',
  from,
  to,
  atMs: [atMs - 60, atMs + 60],
  evidence: 'A',
  atLeast: false,
});

/** What the proxy has counted; with chunks: what the toxic held. */
const counters = (connections: number, bytes: number, chunks: number) => ({
  connections,
  bytesUp: bytes,
  bytesDown: bytes * 2,
  toxics: { 'payments-slow': { connections: chunks === 0 ? 0 : 12, chunks, bytes: chunks * 180, delayedMs: chunks * 1_987 } },
});

/** The whole log, with what the proxy counted and what the ledger held. */
export function blackFridayLog(): Event[] {
  // The breaker waits 2 s, and each probe takes its 2 s to fail; the one underway when the fault ends closes it.
  const probes = [48_420, 52_420, 56_420, 60_420];
  const events: Event[] = [
    {
      tMs: -900,
      type: 'link',
      link: 'payments',
      how: 'created',
      proxy: 'payments-7f',
      listen: '127.0.0.1:21001',
      upstream: '127.0.0.1:4001',
      toxiproxy: 'http://127.0.0.1:8474',
      server: 'embedded',
    },
    { tMs: -400, type: 'preflight', check: 'target', ok: true, detail: 'answers with status 200' },
    {
      tMs: -300,
      type: 'breaker-source',
      breaker: 'payments',
      instance: '127.0.0.1:4010',
      answering: true,
      seen: true,
      detail: 'series found',
    },
    { tMs: 20_700, type: 'gate', ok: true, reason: '3400 requests, its objective held' },
    ...sampleEvents,
    breaker('closed', 'open', trippedMs),
    ...probes.flatMap((ms) => [breaker('open', 'half-open', ms), breaker('half-open', 'open', ms + 2_000)]),
    breaker('open', 'half-open', 64_420),
    breaker('half-open', 'closed', closedMs),
    {
      tMs: 106_000,
      type: 'reconciled',
      acknowledged: 2_253,
      persisted: 2_255,
      lost: [],
      duplicated: [],
      unacknowledged: 2,
      reads: 3,
      settled: true,
    },
  ];
  return syntheticLog({ ...blackFriday, events }).map((event) => {
    if (event.type === 'fault-injected') return Object.assign({}, event, { counters: counters(24, 190_000, 0) });
    return event.type === 'fault-removed' ? Object.assign({}, event, { counters: counters(31, 203_000, 61) }) : event;
  });
}

export const blackFridayPlan = planOf(blackFriday);
