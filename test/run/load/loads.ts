/** Loads for tests: the smallest plan that says what a test is about, run against a URL, with everything it told. */
import assert from 'node:assert/strict';
import type { ChaosError } from '../../../src/errors.ts';
import { outcomes, type Event, type EventBody, type Outcome } from '../../../src/events/event.ts';
import { Histogram } from '../../../src/events/histogram.ts';
import type { PlannedJourney, PlannedLoad, PlannedStep } from '../../../src/plan/plan.ts';
import { systemClock } from '../../../src/run/clock.ts';
import type { BreakerEvidence, LoadEngine, LoadRun } from '../../../src/run/load/contract.ts';
import { createLoadEngine } from '../../../src/run/load/engine.ts';
import type { TargetTls } from '../../../src/run/target-tls.ts';
import type { ShapeSpec } from '../../../src/shapes/shape.ts';
import { scheduleOf } from '../../../src/shapes/schedule.ts';

export function stepOf(over: Partial<PlannedStep> = {}): PlannedStep {
  return {
    route: 'home',
    method: 'GET',
    path: '/',
    headers: {},
    body: null,
    expect: { status: null, degraded: null },
    capture: {},
    acknowledge: null,
    thinkMs: 0,
    ...over,
  };
}

export function constantly(perSecond: number): ShapeSpec {
  return { shape: 'constant', perSecond };
}

export function loadOf(
  stages: readonly { forMs: number; shape?: ShapeSpec; users?: number; name?: string }[],
  over: Partial<PlannedLoad> = {},
): PlannedLoad {
  let startMs = 0;
  const planned = stages.map(({ forMs, shape = null, users = null, name }, i) => {
    const stage = { name: name ?? `stage-${i}`, startMs, forMs, shape, users, arrivals: users === null ? 0 : null };
    startMs += forMs;
    return stage;
  });
  const closed = stages.some(({ users }) => users !== undefined);
  const journeys: readonly PlannedJourney[] = [{ name: 'visit', weight: 1, steps: [stepOf()] }];
  return {
    model: closed ? 'closed' : 'open',
    basePerSecond: closed ? null : 1,
    thinkMs: closed ? 0 : null,
    arrival: 'uniform',
    timeoutMs: 5_000,
    deadlineMs: 10_000,
    maxInFlight: 2_000,
    connections: 'shared',
    workers: 1,
    trace: null,
    stages: planned,
    journeys,
    totalMs: startMs,
    arrivals: closed ? null : scheduleOf(planned).total,
    ...over,
  };
}

export interface Told {
  readonly events: readonly Event[];
  readonly acknowledged: readonly string[];
  /** What could not go on. */
  readonly failures: readonly ChaosError[];
  readonly engine: LoadEngine;
  start(): LoadRun;
}

/** An engine whose events are kept. `start` begins 20 ms from now. */
export function engineFor(
  url: string,
  load: PlannedLoad,
  over: {
    seed?: number;
    runId?: string;
    headers?: Record<string, string>;
    tls?: TargetTls;
    nameServers?: readonly string[];
    evidence?: BreakerEvidence;
    /** Hosts that may be asked besides the target and, with the list, this machine; unless it is given, none may. */
    others?: readonly string[];
  } = {},
): Told {
  const events: Event[] = [];
  const acknowledged: string[] = [];
  const failures: ChaosError[] = [];
  let t0 = systemClock.now();
  const engine = createLoadEngine({
    load,
    target: { url, headers: over.headers ?? {}, tls: over.tls ?? null },
    runId: over.runId ?? 'test',
    seed: over.seed ?? 1,
    clock: systemClock,
    emit: (body: EventBody, tMs?: number) => events.push({ ...body, tMs: tMs ?? systemClock.now() - t0 }),
    acknowledge: (id) => acknowledged.push(id),
    fail: (error) => failures.push(error),
    hosts: { allowHosts: over.others ?? [], denyHosts: over.others === undefined ? ['*'] : [] },
    ...(over.nameServers === undefined ? {} : { nameServers: over.nameServers }),
    ...(over.evidence === undefined ? {} : { evidence: over.evidence }),
  });
  const start = (): LoadRun => {
    t0 = systemClock.now() + 20;
    return engine.start(t0);
  };
  return { events, acknowledged, failures, engine, start };
}

export interface Sums {
  readonly intended: number;
  readonly outcomes: Record<Outcome, number>;
  readonly response: Histogram;
  readonly service: Histogram;
  readonly errors: Record<string, number>;
  readonly degraded: number;
  readonly shed: number;
}

/** Adds up the load events, and insists that the books are balanced: per bin, route and stage, in both resolutions. */
export function sumsOf(events: readonly Event[], only: { route?: string; fromMs?: number; toMs?: number } = {}): Sums {
  const zero = (): Record<Outcome, number> => Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
  const sums = {
    intended: 0,
    outcomes: zero(),
    response: new Histogram(),
    service: new Histogram(),
    errors: {} as Record<string, number>,
    degraded: 0,
    shed: 0,
  };
  const ledger = new Map<string, number>();
  const enter = (key: string, by: number): void => void ledger.set(key, (ledger.get(key) ?? 0) + by);
  for (const event of events) {
    if (event.type !== 'load') continue;
    for (const bin of event.bins) {
      enter(`bin ${bin.atMs} ${bin.stage}`, bin.intended - total(bin.outcomes));
      enter(`both resolutions of stage ${bin.stage}`, bin.intended);
    }
    for (const bin of event.routes) {
      enter(`route ${bin.route} ${bin.atMs} ${bin.stage}`, bin.intended - total(bin.outcomes));
      enter(`both resolutions of stage ${bin.stage}`, -bin.intended);
      if (only.route !== undefined && bin.route !== only.route) continue;
      if (bin.atMs < (only.fromMs ?? 0) || bin.atMs >= (only.toMs ?? Number.POSITIVE_INFINITY)) continue;
      sums.intended += bin.intended;
      for (const outcome of outcomes) sums.outcomes[outcome] += bin.outcomes[outcome] ?? 0;
      sums.response.add(bin.okTimes);
      sums.response.add(bin.failedTimes);
      sums.service.add(bin.serviceTimes);
      sums.degraded += bin.degraded;
      sums.shed += bin.shed;
    }
    for (const error of event.errors) {
      const key = `${error.outcome}: ${error.cause}`;
      sums.errors[key] = (sums.errors[key] ?? 0) + error.count;
      enter('failures are explained', error.count);
    }
    for (const bin of event.bins) enter('failures are explained', (bin.outcomes.ok ?? 0) - total(bin.outcomes));
  }
  for (const [key, balance] of ledger) assert.equal(balance, 0, `conservation: ${key}`);
  return sums;
}

function total(counts: Partial<Record<Outcome, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

export function within(actual: number | null, wanted: number, share: number, what: string): void {
  assert.ok(
    actual !== null && Math.abs(actual - wanted) <= wanted * share,
    `${what}: wanted ${wanted} within ${share * 100} %, got ${actual}`,
  );
}
