/**
 * Runs that never were, with an outage whose end is known: each request is drawn, counted into the log's own bins and
 * histograms, and comes out as lines of an event log. Seeded; fast enough for hundreds of runs.
 */
import type { Event } from '../../src/events/event.ts';
import { toLine } from '../../src/events/log-line.ts';
import { LogBooks } from './log-books.ts';
import type { Met, Random } from './synthetic-log.ts';
import { around, constant, journey, latencyFault, planOf, randomOf } from './synthetic-log.ts';

export const outages = ['step', 'partial', 'refused', 'hang', 'stall', 'slow', 'flap', 'ramp', 'one route of many', 'never'] as const;
export type Outage = (typeof outages)[number];

export interface OutageCase {
  readonly outage: Outage;
  readonly perSecond: number;
  readonly seed: number;
  /** How long the load goes on after all is well again, or, where it never is, after the fault was removed; ms. */
  readonly watchMs: number;
}

export interface OutageTruth {
  /** From the removal until every request is as before; of a ramp, until its errors are within a percentage point; null: never. */
  readonly recoveryMs: number | null;
  /** Share of requests that fail in the best of times. */
  readonly errorShare: number;
  /** Requests of the route that was hit after that moment. */
  readonly requestsAfter: number;
}

export interface OutageRun {
  /** The event log as it stands in the file. */
  readonly log: string;
  readonly truth: OutageTruth;
}

/** Before the fault, and while it is in, at least; shorter where there are many requests anyway. */
const lengths = (perSecond: number): { baselineMs: number; faultForMs: number } =>
  perSecond >= 1_000 ? { baselineMs: 10_000, faultForMs: 4_000 } : { baselineMs: 25_000, faultForMs: 8_000 };
const timeoutMs = 5_000;
/** Of the arrivals, the share that goes to the route that is hit where it is one of many. */
const smallRoute = 0.03;

interface Shape {
  readonly injectedMs: number;
  readonly clearedMs: number;
  /** When all is well again; infinite: never. */
  readonly wellMs: number;
  meets(tMs: number, random: Random): Met | null;
}

/** null: as in the best of times. */
function shapeOf({ outage, seed, perSecond }: OutageCase, random: Random): Shape {
  const { baselineMs, faultForMs } = lengths(perSecond);
  const injectedMs = baselineMs + random() * 1_000;
  const clearedMs = injectedMs + faultForMs + random() * 1_000;
  const residualMs = 100 + random() * 3_900;
  const endMs = clearedMs + residualMs;
  const during = (wellMs: number, how: (tMs: number, random: Random) => Met | null, fromMs = injectedMs): Shape => ({
    injectedMs,
    clearedMs,
    wellMs,
    meets: (tMs, random) => (tMs >= fromMs && tMs < wellMs ? how(tMs, random) : null),
  });
  switch (outage) {
    case 'step':
    case 'one route of many':
      return during(endMs, (_, random) => ({ outcome: 'httpError', ms: around(5, random) }));
    case 'partial':
      return during(endMs, (_, random) => (random() < 0.3 ? { outcome: 'httpError', ms: around(5, random) } : null));
    case 'refused':
      return during(endMs, (_, random) => ({ outcome: 'connectError', ms: around(0.6, random) }));
    case 'hang':
      return during(endMs, () => ({ outcome: 'timeout', ms: timeoutMs }));
    case 'stall':
      // What waits when it ends is answered then, unless it has given up before.
      return during(endMs, (tMs, random) =>
        endMs - tMs > timeoutMs ? { outcome: 'timeout', ms: timeoutMs } : { ms: endMs - tMs + around(20, random) },
      );
    case 'slow':
      return during(endMs, (_, random) => ({ ms: 250 + around(20, random) }));
    case 'flap': {
      // Every other one is good for so long that it counts as recovered, and relapses.
      const goodForMs = seed % 2 === 0 ? 1_500 + random() * 1_500 : 8_000 + random() * 2_000;
      const againMs = endMs + goodForMs;
      return during(againMs + 2_000, (tMs, random) =>
        tMs < endMs || tMs >= againMs ? { outcome: 'httpError', ms: around(5, random) } : null,
      );
    }
    case 'ramp': {
      const tauMs = 700 + random() * 600;
      const shareAt = (tMs: number): number => (tMs < clearedMs ? 0.5 : 0.5 * Math.exp(-(tMs - clearedMs) / tauMs));
      const wellMs = clearedMs + tauMs * Math.log(0.5 / 0.01);
      return {
        ...during(Number.POSITIVE_INFINITY, (tMs, random) =>
          random() < shareAt(tMs) ? { outcome: 'httpError', ms: around(5, random) } : null,
        ),
        wellMs,
      };
    }
    case 'never': {
      const forms: readonly ((tMs: number, random: Random) => Met | null)[] = [
        (_, random) => ({ outcome: 'connectError', ms: around(0.6, random) }),
        (_, random) => (random() < 0.3 ? { outcome: 'httpError', ms: around(5, random) } : null),
        (_, random) => (random() < 0.06 ? { outcome: 'httpError', ms: around(5, random) } : null),
        (_, random) => ({ ms: 120 + around(20, random) }),
        (tMs, random) => (Math.floor((tMs - injectedMs) / 1_700) % 2 === 0 ? { outcome: 'httpError', ms: around(5, random) } : null),
      ];
      return during(Number.POSITIVE_INFINITY, forms[seed % forms.length]!);
    }
  }
}

export function outageRun(one: OutageCase): OutageRun {
  const { outage, perSecond, seed, watchMs } = one;
  const { baselineMs } = lengths(perSecond);
  const random = randomOf(seed * 7_919 + outages.indexOf(outage) * 104_729 + perSecond);
  const shape = shapeOf(one, random);
  const errorShare = [0, 0.002, 0.005][seed % 3]!;
  const totalMs = Math.round((Number.isFinite(shape.wellMs) ? shape.wellMs : shape.clearedMs) + watchMs);
  const many = outage === 'one route of many';
  const hit = many ? 'checkout' : 'home';
  const routes = many ? ['checkout', 'home'] : ['home'];
  const plan = planOf({
    stages: [
      { name: 'baseline', forMs: baselineMs, shape: constant(perSecond) },
      { name: 'peak', forMs: totalMs - baselineMs, shape: constant(perSecond) },
    ],
    faults: [latencyFault('f', shape.injectedMs, shape.clearedMs - shape.injectedMs)],
    journeys: many
      ? [journey('buy', smallRoute * 100, [{ route: hit }]), journey('browse', 100 - smallRoute * 100, [{ route: 'home' }])]
      : [journey('browse', 1, [{ route: hit }])],
  });
  const books = new LogBooks();
  let requestsAfter = 0;
  const poisson = seed % 2 === 1;
  const gapMs = 1_000 / perSecond;
  for (let tMs = poisson ? 0 : random() * gapMs; tMs < totalMs; tMs += poisson ? -Math.log(1 - random()) * gapMs : gapMs) {
    const route = routes.length === 1 || random() < smallRoute ? hit : 'home';
    if (route === hit && tMs >= shape.wellMs) requestsAfter += 1;
    const met = (route === hit ? shape.meets(tMs, random) : null) ?? healthy(errorShare, random);
    books.count(tMs, tMs < baselineMs ? 0 : 1, route, met.outcome ?? 'ok', met.ms);
  }
  const opened: Event = {
    tMs: -2_000,
    type: 'opened',
    version: 2,
    runId: `20261127-090000-${outage.replaceAll(' ', '-')}-${seed}`,
    tool: { name: 'stampede', version: '0.1.0', node: '24.0.0', platform: 'linux x64' },
    openedAt: '2026-11-27T08:59:58.000Z',
    plan,
  };
  const call = (type: 'fault-injected' | 'fault-removed', atMs: number): Event => {
    const body = { fault: 'f', sentMs: atMs - 2, confirmedMs: atMs + 2, counters: null, tMs: atMs + 2 };
    return type === 'fault-injected' ? { type, ...body } : { type, ...body, why: 'planned' };
  };
  const events: Event[] = [
    opened,
    { tMs: 0, type: 'started', startedAt: '2026-11-27T09:00:00.000Z' },
    ...plan.load.stages.map((stage, index): Event => ({ tMs: stage.startMs, type: 'stage', index, name: stage.name, forMs: stage.forMs })),
    ...books.lines(),
    call('fault-injected', shape.injectedMs),
    call('fault-removed', shape.clearedMs),
    { tMs: totalMs + timeoutMs, type: 'ended', why: 'completed', detail: '' },
  ];
  const recoveryMs = Number.isFinite(shape.wellMs) ? shape.wellMs - shape.clearedMs : null;
  return { log: events.map((event) => `${toLine(event)}\n`).join(''), truth: { recoveryMs, errorShare, requestsAfter } };
}

function healthy(errorShare: number, random: Random): Met {
  return random() < errorShare ? { outcome: 'httpError', ms: around(20, random) } : { ms: around(20, random) };
}
