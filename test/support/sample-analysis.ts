/** Analyses to render: a realistic black-friday run, and the variants that bend renderers. Deterministic. */
import { analysisSchema } from '../../src/analysis/analysis.ts';
import { nothingFailed, unpriced } from './sample-impact.ts';
import type { Analysis } from '../../src/analysis/analysis.ts';
import { hostileRequests, keptRequests } from './sample-requests.ts';
import { journeys, measured, noOutcomes, nothing, route, series, stage, intendedOf, degradedOf, sum } from './sample-load.ts';
import { fingerprint } from './run-summaries.ts';
import { perRoute } from './sample-recovery.ts';
import { nothingWatched, silentSource, watched } from './sample-watched.ts';
import { closedBreaker, reportedBreaker, silentBreaker } from './sample-breaker.ts';

function sampleStage(
  name: string,
  startMs: number,
  endMs: number,
  fromPerSecond: number,
  toPerSecond: number,
): Analysis['scenario']['stages'][number] {
  const load = fromPerSecond === toPerSecond ? `${toPerSecond}/s` : `${fromPerSecond}/s to ${toPerSecond}/s`;
  return { name, startMs, endMs, load, fromPerSecond, toPerSecond, peakPerSecond: Math.max(fromPerSecond, toPerSecond), users: null };
}

const totals = measured(intendedOf(series), sum(series), degradedOf(series), 100, [14.2, 47.9, 131, 2_780]);

/** Black Friday on the resilient shop: held, with one fault, one breaker that opened twice. */
export const held: Analysis = analysisSchema.parse({
  schema: 1,
  run: {
    id: '20261127-020100-k3f',
    startedAt: '2026-11-27T02:01:00.004Z',
    durationMs: 100_000,
    seed: 1,
    planHash: '9f2c4e1ab07d53e68c1f0a94d27be6531f6a80c2594be7d3106fc8a2e9b4d715',
    interrupted: false,
    tool: 'stampede 0.1.0',
    node: '24.21.0',
    fingerprint,
    attempt: null,
  },
  scenario: {
    name: 'black-friday',
    title: 'Doors open and the payment provider slows down',
    story:
      'At opening the rate rises to five times the usual within five seconds. Twenty seconds into the peak the payment provider answers two seconds late.',
    target: 'storefront resilient',
    environment: null,
    model: 'open',
    stages: [
      sampleStage('baseline', 0, 20_000, 100, 100),
      sampleStage('doors', 20_000, 25_000, 100, 500),
      sampleStage('peak', 25_000, 90_000, 500, 500),
      sampleStage('recovery', 90_000, 100_000, 100, 100),
    ],
  },
  verdict: 'held',
  exitCode: 0,
  reason: 'all 5 objectives held while payments was 2 s slow for 20 s',
  objectives: [
    { text: 'error rate < 1% during baseline', verdict: 'held', actual: '0 % (n 1,700)', wanted: '< 1 %', reason: null },
    { text: 'p99 of product < 300ms during peak', verdict: 'held', actual: '92 ms (n 30,550)', wanted: '< 300 ms', reason: null },
    {
      text: 'breaker payments opens within 5s after payments-slow',
      verdict: 'held',
      actual: '4.03 s ±125 ms',
      wanted: 'within 5 s',
      reason: null,
    },
    {
      text: 'checkout recovers within 15s after payments-slow',
      verdict: 'held',
      actual: '1.24 s ±180 ms',
      wanted: 'within 15 s',
      reason: null,
    },
    { text: 'no acknowledged order is lost', verdict: 'held', actual: '0 of 2,114', wanted: '0 lost', reason: null },
  ],
  comparison: null,
  control: null,
  totals: { ...totals, errorRate: { byRequest: totals.errorRate, byTime: 0.0017 } },
  stages: [
    stage('baseline', 0, 20, [9.1, 27.4, 58, 212]),
    stage('doors', 20, 25, [14.8, 61, 240, 410]),
    stage('peak', 25, 90, [15.2, 49.5, 812, 2_780]),
    stage('recovery', 90, 100, [9.3, 28.8, 60.2, 140]),
  ],
  routes: [
    route('home', ['browse'], 0.47, [8.1, 22, 41, 190]),
    route('product', ['browse'], 0.41, [16, 44, 92, 400]),
    route('add-to-cart', ['buy'], 0.06, [12, 31, 77, 240]),
    route('checkout', ['buy'], 0.06, [38, 1_900, 2_510, 2_780]),
  ],
  journeys,
  faults: [
    {
      id: 'payments-slow',
      link: 'payments',
      type: 'latency',
      describe: 'latency 2 s ±500 ms',
      plannedAtMs: 45_000,
      plannedForMs: 20_000,
      dither: null,
      injectedAtMs: [45_001.2, 45_008.7],
      removedAtMs: [65_002, 65_009.5],
      removedWhy: 'planned',
      verified: true,
      evidence: '412 connections crossed the toxic, which held 938 chunks for 1,871 s in all',
      evidenceKind: 'counters',
      touched: { connections: 412, ofConnections: 824, requests: 931, chunks: 938, bytes: 61_400, delayedMs: 1_871_000 },
      touchedReason: null,
      requestsFailed: 84,
      tripMs: [3_900, 4_150],
      breaker: 'payments',
    },
  ],
  breakers: [reportedBreaker],
  ...watched,
  recovery: [{ ...perRoute[0], fault: 'payments-slow', perRoute }],
  reconciliation: {
    acknowledged: 2_114,
    persisted: 2_117,
    lost: [],
    duplicated: [],
    unacknowledged: 3,
    late: [],
    reads: 2,
    readForMs: 310,
    settled: true,
  },
  reconciliationReason: null,
  impact: {
    failedCheckouts: 84,
    counts: 'checkouts',
    revenueLost: 9_120,
    currency: 'USD',
    revenueReason: null,
    budget:
      'full failure: 0.11 min; a month at 99.7 %: 0.085 % of 129.6 min; a month at 99.9 %: 0.25 % of 43.2 min; a month at 99.99 %: 2.55 % of 4.3 min',
    assumption:
      'revenue comes in evenly at 5,000,000 USD an hour, is lost in proportion to the share of checkout that failed in each second, and nobody comes back to try again',
  },
  errors: [
    {
      cause: 'no answer within 5 s',
      route: 'checkout',
      outcome: 'timeout',
      count: 60,
      firstMs: 45_212,
      lastMs: 48_990,
      stages: ['peak'],
      samples: [3, 4],
    },
    {
      cause: 'status 503',
      route: 'checkout',
      outcome: 'httpError',
      count: 24,
      firstMs: 22_140,
      lastMs: 48_700,
      stages: ['doors', 'peak'],
      samples: [1, 2],
    },
  ],
  samples: keptRequests,
  samplesLeftOut: 0,
  generator: {
    latenessMs: { n: 37_100, p50: 0.31, p99: 2.4, max: 11.2 },
    rateRatio: 1,
    eventLoopMs: { p99: 4.1, max: 19 },
    saturated: false,
    saturatedWhy: null,
    workers: 1,
    perWorker: [{ worker: 0, sent: 37_100, latenessMs: { n: 37_100, p50: 0.31, p99: 2.4, max: 11.2 } }],
    cpuMicrosPerRequest: 212,
    connectionsOpened: 488,
  },
  connections: {
    opened: 488,
    failed: 3,
    perSecond: { mean: 4.9, max: 117 },
    handshakeMs: { n: 485, p50: 0.4, p99: 3.2, max: 8.9 },
  },
  series,
  timeline: [
    { tMs: -850, kind: 'link', text: 'proxy payments created on 127.0.0.1:21001' },
    { tMs: 0, kind: 'stage', text: 'baseline, 100/s' },
    { tMs: 20_000, kind: 'stage', text: 'doors, 100/s to 500/s' },
    { tMs: 20_004, kind: 'gate', text: 'the baseline is fit: error rate 0 %, p95 27 ms' },
    { tMs: 25_000, kind: 'stage', text: 'peak, 500/s' },
    { tMs: 45_005, kind: 'fault', text: 'payments-slow injected: latency 2 s ±500 ms on payments' },
    { tMs: 49_025, kind: 'breaker', text: 'payments closed → open' },
    { tMs: 65_006, kind: 'fault', text: 'payments-slow removed' },
    { tMs: 65_825, kind: 'breaker', text: 'payments half-open → closed' },
    { tMs: 66_246, kind: 'recovery', text: 'checkout is as good as before' },
    { tMs: 90_000, kind: 'stage', text: 'recovery, 100/s' },
    { tMs: 100_000, kind: 'ended', text: 'completed' },
  ],
  notes: [
    'The recovery behind a breaker that waits 2 s depends on where in that wait the fault ended: repeat the run before reading much into one figure.',
  ],
});

function varied(change: (copy: Analysis) => void): Analysis {
  const copy = structuredClone(held);
  change(copy);
  return analysisSchema.parse(copy);
}

/** The fragile shop: no breaker helps, checkout stalls and does not come back. */
export const breached = varied((a) => {
  a.verdict = 'breached';
  a.exitCode = 3;
  a.reason = '3 of 5 objectives were breached: checkout was not seen to recover, breaker payments never opened, p99 of product was 1.94 s';
  a.scenario.target = 'storefront fragile';
  Object.assign(a.objectives[1] ?? {}, { verdict: 'breached', actual: '1.94 s (n 30,550)' });
  Object.assign(a.objectives[2] ?? {}, { verdict: 'breached', actual: 'never opened' });
  Object.assign(a.objectives[3] ?? {}, { verdict: 'breached', actual: '> 34.8 s' });
  const gone = { recoveryMs: null, changePointMs: null, residualMs: null, timeToTripMs: null, timeToMitigateMs: null, mitigatedBy: null };
  const censored = { ...gone, status: 'censored' as const, censoredAtMs: 34_800, uncertaintyMs: 200, resilienceLoss: 48.1 };
  const worst = a.recovery[0];
  if (worst) {
    Object.assign(worst, censored);
    Object.assign(worst.perRoute[0] ?? {}, censored);
  }
  Object.assign(a.faults[0] ?? {}, { tripMs: null, requestsFailed: 1_940 });
  Object.assign(a.breakers[0] ?? {}, { trips: 0, reopens: 0, openMs: 0, instances: [], sources: [], transitions: [] });
  Object.assign(a.breakers[0] ?? {}, closedBreaker);
});

/** The fault was injected and nothing crossed its link. */
export const inconclusive = varied((a) => {
  a.verdict = 'inconclusive';
  a.exitCode = 6;
  a.reason = 'fault payments-slow did not bite: no traffic crossed the link payments while it was active';
  Object.assign(a.faults[0] ?? {}, {
    verified: false,
    evidence: '0 connections crossed the link payments while it was active',
    evidenceKind: 'none',
    touched: { connections: 0, ofConnections: 0, requests: null, chunks: 0, bytes: 0, delayedMs: 0 },
    tripMs: null,
    requestsFailed: 0,
  });
  Object.assign(a.objectives[2] ?? {}, {
    verdict: 'inconclusive',
    actual: null,
    reason: 'the breaker source did not answer (ECONNREFUSED)',
  });
  Object.assign(a.breakers[0] ?? {}, { answered: false, trips: 0, reopens: 0, openMs: 0, instances: [], sources: [], transitions: [] });
  Object.assign(a.breakers[0] ?? {}, silentBreaker);
  a.recovery = [
    {
      ...(a.recovery[0] as Analysis['recovery'][number]),
      ...perRoute[2],
      scope: 'all',
      fault: 'payments-slow',
      perRoute: [],
    } as Analysis['recovery'][number],
  ];
  a.generator.saturated = true;
  a.generator.saturatedWhy = '3.1 % of the sends in peak were later than 20 ms';
  a.generator.rateRatio = 0.968;
  Object.assign(a, silentSource);
  a.reconciliation = null;
  a.reconciliationReason = 'the ledger did not answer: ECONNREFUSED';
});

/** An abort rule stopped the run during the fault. */
export const aborted = varied((a) => {
  a.verdict = 'aborted';
  a.exitCode = 5;
  a.reason = 'abort rule "error rate > 95% for 30s" fired at 0:58; everything injected was undone';
  a.run.durationMs = 58_000;
  a.series = a.series.slice(0, 58);
  a.stages = a.stages.slice(0, 3);
  for (const objective of a.objectives.slice(2))
    Object.assign(objective, { verdict: 'inconclusive', actual: null, reason: 'the run was aborted before this could be judged' });
  Object.assign(a.faults[0] ?? {}, { removedAtMs: [58_010, 58_020], removedWhy: 'stopped' });
  a.recovery = [];
});

/** Interrupted before t = 0: nothing was measured. */
export const empty = varied((a) => {
  a.verdict = 'inconclusive';
  a.exitCode = 130;
  a.reason = 'interrupted by SIGINT before the load began; everything was undone';
  Object.assign(a.run, { startedAt: null, durationMs: 0, interrupted: true });
  a.objectives = a.objectives.map((objective) => ({
    ...objective,
    verdict: 'inconclusive',
    actual: null,
    reason: 'the run was interrupted',
  }));
  Object.assign(a, nothingWatched, {
    gate: { ...a.gate, ok: null, reason: 'the run ended before it was judged: the run was interrupted' },
  });
  const zero = {
    intended: 0,
    outcomes: noOutcomes,
    degraded: 0,
    shed: 0,
    offeredPerSecond: null,
    goodputPerSecond: null,
    responseMs: nothing,
    responseOkMs: nothing,
    serviceMs: nothing,
  };
  a.totals = { ...zero, errorRate: { byRequest: null, byTime: null } };
  a.stages = [];
  a.routes = [];
  a.journeys = [];
  a.faults = a.faults.map((fault) => ({
    ...fault,
    injectedAtMs: null,
    removedAtMs: null,
    removedWhy: null,
    verified: null,
    evidence: 'the run ended before it was due',
    evidenceKind: 'none',
    touched: null,
    touchedReason: 'it was never injected',
    requestsFailed: null,
    tripMs: null,
  }));
  a.breakers = a.breakers.map((breaker) => ({
    ...breaker,
    sources: [],
    ...silentBreaker,
  }));
  a.recovery = [];
  a.reconciliation = null;
  a.reconciliationReason = 'the run was interrupted';
  a.impact = nothingFailed;
  a.errors = [];
  a.samples = [];
  a.generator = {
    ...a.generator,
    latenessMs: { n: 0, p50: null, p99: null, max: null },
    rateRatio: null,
    eventLoopMs: { p99: null, max: null },
    cpuMicrosPerRequest: null,
    connectionsOpened: 0,
  };
  a.connections = {
    opened: 0,
    failed: 0,
    perSecond: { mean: null, max: null },
    handshakeMs: { n: 0, p50: null, p99: null, max: null },
  };
  a.series = [];
  a.timeline = a.timeline.slice(0, 1);
  a.notes = [];
});

/** Names that want to be markup, columns, escape sequences or very long. */
export const hostile = varied((a) => {
  const evil = '</script><script>alert(1)</script>';
  a.scenario.name = `${evil}|pipe`;
  a.scenario.title = `<img src=x onerror=alert(1)> ${'very '.repeat(40)}long`;
  a.scenario.story = 'a & b < c "quoted" \u001B[31mred\u001B[0m \u0000 ]]> <!-- comment';
  a.scenario.target = 'http://127.0.0.1:8080/?a=1&b=<2>';
  a.scenario.environment = "it's; rm -rf $HOME";
  for (const [index, one] of a.scenario.stages.entries()) one.name = `${'stage'.repeat(12)}-${index}<b>`;
  for (const [index, one] of a.stages.entries()) one.name = `${'stage'.repeat(12)}-${index}<b>`;
  for (const one of a.routes) one.name = `${one.name} ${evil} ${'漢字'.repeat(30)}`;
  for (const one of a.journeys) {
    one.name = `${one.name} ${evil}`;
    for (const step of one.failedAt) step.route = `${step.route} ${evil}`;
  }
  for (const one of a.faults)
    Object.assign(one, {
      id: `fault-${'x'.repeat(90)}`,
      link: `link|${evil}`,
      describe: `<i>latency</i> ${'y'.repeat(120)}`,
      evidence: 'line one\nline two | three\u0007',
      touched: null,
      touchedReason: `${evil} | not counted\u0007`,
    });
  for (const one of a.recovery) one.fault = `fault-${'x'.repeat(90)}`;
  for (const one of a.breakers) one.name = `${evil}🧨${'z'.repeat(80)}`;
  for (const one of a.objectives) one.text = `${one.text} @someone ${evil} ${'w'.repeat(100)}`;
  for (const one of a.errors) Object.assign(one, { cause: `${evil}\r\n| x | ${'q'.repeat(200)}`, samples: [1] });
  a.samples = hostileRequests.map((one) => ({ ...one, cause: a.errors[0]?.cause ?? null }));
  a.samplesLeftOut = 3;
  for (const one of a.timeline) one.text = `${one.text} ${evil}`;
  a.notes = [evil, '`code` *bold* [link](javascript:alert(1))'];
});

/** Load only: no faults, breakers, objectives or orders. */
export const loadOnly = varied((a) => {
  Object.assign(a, nothingWatched);
  a.objectives = [];
  a.faults = [];
  a.breakers = [];
  a.recovery = [];
  a.reconciliation = null;
  a.impact = unpriced;
  a.errors = [];
  a.samples = [];
  a.notes = [];
  a.reason = 'no objectives were set; 37,100 requests, 0.38 % of them failed';
});

/** A load of users, with what is said of it. */
export const closedModel = varied((a) => {
  a.scenario.model = 'closed';
  for (const stage of a.scenario.stages)
    Object.assign(stage, { load: '50 users', fromPerSecond: null, toPerSecond: null, peakPerSecond: null, users: 50 });
  a.notes = ['closed model: each user waits for an answer before asking again', ...a.notes];
});

export const samples: Readonly<Record<string, Analysis>> = { held, breached, inconclusive, aborted, empty, hostile, 'load-only': loadOnly };
