/**
 * Event logs of runs that never were, with a known truth: what each request meets is a function of its route and
 * intended time. Seeded, so that the same options give the same log.
 */
import type { Event, EventBody, Outcome, OutcomeCounts } from '../../src/events/event.ts';
import { outcomes as allOutcomes } from '../../src/events/event.ts';
import { bucketOf, Histogram, type SparseHistogram } from '../../src/events/histogram.ts';
import { bindNames } from '../../src/objectives/names.ts';
import { parseAbort } from '../../src/objectives/parse-abort.ts';
import { parseObjective } from '../../src/objectives/parse.ts';
import { plainLink } from '../../src/plan/compile-links.ts';
import type { Plan, PlannedFault, PlannedJourney } from '../../src/plan/plan.ts';
import { scheduleOf } from '../../src/shapes/schedule.ts';
import type { ShapeSpec } from '../../src/shapes/shape.ts';

export type Random = () => number;

/** Uniform in [0, 1): mulberry32, in the public domain. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface Met {
  readonly outcome?: Outcome;
  readonly ms: number;
  readonly degraded?: boolean;
  readonly shed?: boolean;
  readonly cause?: string;
  /** The breaker whose signature its answer bears. */
  readonly signed?: string;
}

export interface SyntheticStage {
  readonly name: string;
  readonly forMs: number;
  readonly shape: ShapeSpec;
  /** A closed model: the plan says so many users, and the log has arrivals as `shape` says. */
  readonly users?: number;
}

export interface SyntheticOptions {
  readonly seed?: number;
  readonly stages: readonly SyntheticStage[];
  readonly journeys?: readonly PlannedJourney[];
  /** What a request meets; `random` is the log's own. */
  readonly meets: (request: { readonly route: string; readonly tMs: number }, random: Random) => Met;
  readonly faults?: readonly PlannedFault[];
  /** Seconds of [sent, confirmed] around each injection and removal. Default 4 ms. */
  readonly callMs?: number;
  readonly objectives?: readonly string[];
  readonly abort?: readonly string[];
  readonly plan?: Partial<Plan>;
  /** Further events, each with its time. */
  readonly events?: readonly Event[];
  /** Load lines and what came later end here, as after kill -9. */
  readonly killedAtMs?: number;
  readonly lateMs?: (random: Random) => number;
  /** The bins have what breakers are inferred from. */
  readonly errorTimes?: boolean;
}

export const constant = (perSecond: number): ShapeSpec => ({ shape: 'constant', perSecond });

export function stage(name: string, seconds: number, perSecond: number): SyntheticStage {
  return { name, forMs: seconds * 1_000, shape: constant(perSecond) };
}

/** `thinkMs`: the pause after a step. */
export function journey(
  name: string,
  weight: number,
  steps: readonly { route: string; acknowledge?: string; thinkMs?: number }[],
): PlannedJourney {
  return {
    name,
    weight,
    steps: steps.map(({ route, acknowledge, thinkMs }) => ({
      route,
      method: 'GET',
      path: `/${route}`,
      headers: {},
      body: null,
      expect: { status: null, degraded: null },
      capture: {},
      acknowledge: acknowledge ?? null,
      thinkMs: thinkMs ?? 0,
    })),
  };
}

export function latencyFault(id: string, atMs: number, forMs: number, link = 'payments'): PlannedFault {
  return {
    id,
    link,
    spec: { type: 'latency', attributes: { latency: 2_000, jitter: 500 }, stream: 'downstream', toxicity: 1 },
    atMs,
    forMs,
    at: `${atMs}ms`,
    stages: [],
  };
}

/** Lognormal around a median, as answer times are. */
export function around(medianMs: number, random: Random): number {
  const gauss = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return medianMs * Math.exp(0.35 * gauss);
}

export function planOf(options: Omit<SyntheticOptions, 'meets'>): Plan {
  const journeys = options.journeys ?? [journey('browse', 1, [{ route: 'home' }])];
  let startMs = 0;
  const model = options.stages.some(({ users }) => users !== undefined) ? 'closed' : 'open';
  const stages = options.stages.map(({ name, forMs, shape, users }) => {
    const planned =
      users === undefined
        ? { name, startMs, forMs, shape, users: null, arrivals: 0 }
        : { name, startMs, forMs, shape: null, users, arrivals: null };
    startMs += forMs;
    return planned;
  });
  const faults = options.faults ?? [];
  const names = {
    stages: stages.map(({ name }) => name),
    faults: faults.map(({ id }) => id),
    routes: journeys.flatMap(({ steps }) => steps.map(({ route }) => route)),
  };
  const objectives = (options.objectives ?? []).map((text) => {
    const parsed = parseObjective(text);
    if (!('objective' in parsed)) throw new Error(`${text}: ${parsed.message}`);
    return { objective: bindNames(parsed.objective, names), needs: '', provable: true, reason: null };
  });
  const abort = (options.abort ?? []).map((text) => {
    const parsed = parseAbort(text);
    if (!('condition' in parsed)) throw new Error(`${text}: ${parsed.message}`);
    return { text, ...parsed };
  });
  const baseline = stages.find(({ name }) => name === 'baseline');
  const schedule = scheduleOf(stages);
  return {
    schema: 1,
    name: 'synthetic',
    title: 'A run that never was',
    story: '',
    target: { kind: 'url', url: 'http://127.0.0.1:8080', headers: {}, tls: null },
    load: {
      model,
      basePerSecond: model === 'open' ? 100 : null,
      thinkMs: model === 'open' ? null : 1_000,
      arrival: 'uniform',
      timeoutMs: 5_000,
      deadlineMs: 10_000,
      maxInFlight: 2_000,
      connections: 'shared',
      workers: 1,
      trace: null,
      stages,
      journeys,
      totalMs: startMs,
      arrivals: model === 'open' ? schedule.total : null,
    },
    toxiproxy: null,
    links: [plainLink({ name: 'payments', listen: '127.0.0.1:21001', upstream: '127.0.0.1:4001' })],
    faults,
    breakers: [],
    objectives,
    abort,
    baseline: baseline
      ? { stage: 'baseline', startMs: baseline.startMs, endMs: baseline.startMs + baseline.forMs, gates: baseline.forMs >= 10_000 }
      : null,
    guard: { maxRatePerSecond: 20_000, maxDurationMs: 3_600_000, maxLinksDown: 1 },
    reconcile: null,
    identity: null,
    allowHosts: [],
    denyHosts: [],
    business: null,
    environment: null,
    seed: 1,
    hash: 'ab'.repeat(32),
    sources: {},
    warnings: [],
    ...options.plan,
  };
}

interface Request {
  readonly route: string;
  readonly stage: number;
  readonly intendedMs: number;
  readonly endedMs: number;
  readonly met: Met;
}

/** The whole log, `opened` first, otherwise in the order of time. */
export function syntheticLog(options: SyntheticOptions): Event[] {
  const random = randomOf(options.seed ?? 1);
  const plan = planOf(options);
  const requests = requestsOf(plan, options, random);
  const half = (options.callMs ?? 4) / 2;
  const call = (type: 'fault-injected' | 'fault-removed', fault: string, atMs: number): Event => {
    const body = { fault, sentMs: atMs - half, confirmedMs: atMs + half, counters: null };
    return { ...(type === 'fault-removed' ? { type, ...body, why: 'planned' } : { type, ...body }), tMs: atMs + half };
  };
  const totalMs = plan.load.totalMs;
  const later: Event[] = [
    { tMs: 0, type: 'started', startedAt: '2026-11-27T09:00:00.000Z' },
    ...plan.load.stages.map((planned, index): Event => ({
      tMs: planned.startMs,
      type: 'stage',
      index,
      name: planned.name,
      forMs: planned.forMs,
    })),
    ...plan.faults.flatMap((fault) => [
      call('fault-injected', fault.id, fault.atMs),
      call('fault-removed', fault.id, fault.atMs + fault.forMs),
    ]),
    ...loadLines(requests, random, options),
    ...(options.events ?? []),
    { tMs: totalMs + 6_000, type: 'rolled-back', complete: true, left: [], ms: 12 },
    { tMs: totalMs + 6_100, type: 'ended', why: 'completed', detail: '' },
  ];
  const body: EventBody = {
    type: 'opened',
    version: 1,
    runId: '20261127-090000-synthetic',
    tool: { name: 'stampede', version: '0.1.0', node: '24.0.0', platform: 'linux x64' },
    openedAt: '2026-11-27T08:59:58.000Z',
    plan,
  };
  const inOrder = later.toSorted((a, b) => a.tMs - b.tMs).filter((event) => event.tMs <= (options.killedAtMs ?? Number.POSITIVE_INFINITY));
  return [{ tMs: -2_000, ...body }, ...inOrder];
}

function requestsOf(plan: Plan, options: SyntheticOptions, random: Random): Request[] {
  const schedule = scheduleOf(plan.load.stages.map((stage, i) => ({ ...stage, shape: options.stages[i]?.shape ?? null })));
  const weights = plan.load.journeys.reduce((sum, one) => sum + one.weight, 0);
  const requests: Request[] = [];
  for (let k = 0; k < schedule.total; k += 1) {
    let pick = random() * weights;
    const chosen = plan.load.journeys.find((one) => (pick -= one.weight) < 0) ?? plan.load.journeys[0]!;
    let dueMs = schedule.timeOf(k);
    for (const step of chosen.steps) {
      const met = options.meets({ route: step.route, tMs: dueMs }, random);
      const stage = plan.load.stages.findLastIndex((one) => one.startMs <= dueMs);
      const endedMs = dueMs + met.ms;
      requests.push({ route: step.route, stage, intendedMs: dueMs, endedMs, met });
      if ((met.outcome ?? 'ok') !== 'ok') break;
      dueMs = endedMs + step.thinkMs;
    }
  }
  return requests;
}

const flushMs = 200;
/** 50 of 0.3 ms. */
const handshakes: SparseHistogram = [bucketOf(300), 50];

function loadLines(
  requests: readonly Request[],
  random: Random,
  { lateMs, errorTimes = false }: Pick<SyntheticOptions, 'lateMs' | 'errorTimes'>,
): Event[] {
  const flushes = new Map<number, { intended: Request[]; ended: Request[] }>();
  const at = (ms: number): { intended: Request[]; ended: Request[] } => {
    const key = (Math.floor(ms / flushMs) + 1) * flushMs;
    const flush = flushes.get(key) ?? { intended: [], ended: [] };
    flushes.set(key, flush);
    return flush;
  };
  for (const request of requests) {
    at(request.intendedMs).intended.push(request);
    at(request.endedMs).ended.push(request);
  }
  return [...flushes].flatMap(([tMs, { intended, ended }]) => {
    const lateness = new Histogram();
    for (const _ of intended) lateness.record((lateMs?.(random) ?? random() * 0.8) * 1_000);
    const health = {
      eventLoopP99Ms: 1.5,
      eventLoopMaxMs: 3,
      cpuMicros: intended.length * 120,
      rssBytes: 9e7,
      connectionsOpened: tMs === flushMs ? 50 : 0,
      connectionsFailed: 0,
      handshakes: tMs === flushMs ? [...handshakes] : [],
    };
    const sent = intended.length;
    return [
      { tMs, type: 'load', ...increments(intended, ended, errorTimes) },
      { tMs, type: 'generator', sent, inFlight: 0, lateness: lateness.toSparse(), ...health },
    ] satisfies Event[];
  });
}

function increments(
  intended: readonly Request[],
  ended: readonly Request[],
  errorTimes: boolean,
): Pick<Extract<EventBody, { type: 'load' }>, 'bins' | 'routes' | 'errors'> {
  const group = (list: readonly Request[], widthMs: number, withRoute: boolean): Map<string, Request[]> =>
    Map.groupBy(
      list,
      (request) => `${request.stage} ${Math.floor(request.intendedMs / widthMs) * widthMs}${withRoute ? ` ${request.route}` : ''}`,
    );
  const table = (widthMs: number, withRoute: boolean) => {
    const [begun, done] = [group(intended, widthMs, withRoute), group(ended, widthMs, withRoute)];
    return [...new Set([...begun.keys(), ...done.keys()])].map((key) => {
      const [stage, atMs, route] = key.split(' ');
      return {
        stage: Number(stage),
        atMs: Number(atMs),
        route: route ?? '',
        intended: begun.get(key)?.length ?? 0,
        ended: done.get(key) ?? [],
      };
    });
  };
  return {
    bins: table(50, false).map(({ stage, atMs, intended, ended }) => ({
      atMs,
      stage,
      intended,
      outcomes: countsOf(ended),
      ...(errorTimes ? shownBy(ended) : {}),
    })),
    routes: table(200, true).map(({ stage, atMs, route, intended, ended }) => ({
      atMs,
      stage,
      route,
      intended,
      outcomes: countsOf(ended),
      degraded: ended.filter(({ met }) => met.degraded).length,
      shed: ended.filter(({ met }) => met.shed).length,
      okTimes: sparse(ended, (outcome) => outcome === 'ok'),
      failedTimes: sparse(ended, (outcome) => !['ok', 'dropped', 'cancelled'].includes(outcome)),
      serviceTimes: sparse(ended, (outcome) => !['dropped', 'cancelled'].includes(outcome)),
    })),
    errors: [
      ...Map.groupBy(
        ended.filter(({ met }) => outcomeOf(met) !== 'ok'),
        ({ route, stage, met }) => `${route} ${stage} ${outcomeOf(met)} ${met.cause ?? ''}`,
      ).values(),
    ].map((group) => {
      const { route, stage, met } = group[0]!;
      return {
        route,
        stage,
        outcome: outcomeOf(met),
        cause: met.cause ?? 'status 500',
        count: group.length,
        firstMs: Math.min(...group.map(({ intendedMs }) => intendedMs)),
        lastMs: Math.max(...group.map(({ intendedMs }) => intendedMs)),
      };
    }),
  };
}

function shownBy(ended: readonly Request[]): { errorTimes: number[]; signed: Record<string, number> } {
  const signed: Record<string, number> = {};
  for (const { met } of ended) if (met.signed !== undefined) signed[met.signed] = (signed[met.signed] ?? 0) + 1;
  return { errorTimes: sparse(ended, (outcome) => outcome === 'httpError'), signed };
}

function outcomeOf(met: Met): Outcome {
  return met.outcome ?? 'ok';
}

function countsOf(ended: readonly Request[]): OutcomeCounts {
  const counts: Partial<Record<Outcome, number>> = {};
  for (const outcome of allOutcomes) {
    const n = ended.filter(({ met }) => outcomeOf(met) === outcome).length;
    if (n > 0) counts[outcome] = n;
  }
  return counts;
}

function sparse(ended: readonly Request[], has: (outcome: Outcome) => boolean): number[] {
  const times = new Histogram();
  for (const { met } of ended) if (has(outcomeOf(met))) times.record(met.ms * 1_000);
  return times.toSparse();
}
