import assert from 'node:assert/strict';
import { analyse } from '../../src/analysis/analyse.ts';
import type { Analysis } from '../../src/analysis/analysis.ts';
import { journey, latencyFault, stage, syntheticLog, type Met, type Random, type SyntheticOptions } from '../support/synthetic-log.ts';

const outcomesMet = ['ok', 'httpError', 'timeout', 'connectError', 'reset', 'protocolError', 'dropped', 'cancelled'] as const;

function meets(_: unknown, random: Random): Met {
  const outcome = random() < 0.6 ? 'ok' : outcomesMet[Math.floor(random() * outcomesMet.length)];
  return {
    outcome: outcome ?? 'ok',
    ms: outcome === 'timeout' ? 5_000 : 5 + random() * 80,
    degraded: outcome === 'ok' && random() < 0.1,
    shed: outcome === 'httpError' && random() < 0.5,
    cause: `${outcome}`,
  };
}

const options: SyntheticOptions = {
  stages: [
    { name: 'baseline', forMs: 5_300, shape: { shape: 'constant', perSecond: 50 } },
    { name: 'ramp', forMs: 4_000, shape: { shape: 'ramp', fromPerSecond: 50, toPerSecond: 200 } },
    stage('peak', 6, 200),
  ],
  journeys: [journey('browse', 3, [{ route: 'home' }, { route: 'product' }]), journey('buy', 1, [{ route: 'checkout' }])],
  meets,
};

const sum = (outcomes: Analysis['totals']['outcomes']): number => Object.values(outcomes).reduce((total, n) => total + n, 0);

function conserved(analysis: Analysis): void {
  for (const row of [analysis.totals, ...analysis.stages, ...analysis.routes]) assert.equal(row.intended, sum(row.outcomes));
  for (const point of analysis.series) assert.equal(point.offered, sum(point.outcomes));
  for (const rows of [analysis.stages, analysis.routes]) {
    assert.equal(
      rows.reduce((total, row) => total + row.intended, 0),
      analysis.totals.intended,
    );
    for (const outcome of outcomesMet)
      assert.equal(
        rows.reduce((total, row) => total + row.outcomes[outcome], 0),
        analysis.totals.outcomes[outcome],
      );
  }
  assert.equal(
    analysis.series.reduce((total, point) => total + point.offered, 0),
    analysis.totals.intended,
  );
}

describe('tables', () => {
  const analysis = analyse(syntheticLog(options));

  it('conserve: intended is the sum of the outcomes, by second, route and stage', () => {
    assert.ok(analysis.totals.intended > 1_000);
    conserved(analysis);
  });

  it('conserve after kill -9 too: what has no outcome is counted as cancelled, with a note', () => {
    const killed = analyse(syntheticLog({ ...options, killedAtMs: 12_000 }));
    conserved(killed);
    assert.ok(killed.totals.outcomes.cancelled > 0);
    assert.ok(
      killed.notes.some((note) => /requests have no outcome in the log; they are counted as cancelled/.test(note)),
      killed.notes.join('\n'),
    );
    assert.equal(
      analysis.notes.some((note) => /no outcome/.test(note)),
      false,
    );
  });

  it('rate errors over what was due: dropped counts as failed, cancelled not at all', () => {
    const { intended, outcomes, errorRate } = analysis.totals;
    assert.ok(outcomes.cancelled > 0 && outcomes.dropped > 0);
    assert.equal(errorRate.byRequest, 1 - outcomes.ok / (intended - outcomes.cancelled));
  });

  it("take offered and served over what was intended in a stage's own time, whatever comes after the last one", () => {
    const journeys = [journey('visit', 1, [{ route: 'home', thinkMs: 13_000 }, { route: 'pay' }])];
    const { stages, totals, routes } = analyse(
      syntheticLog({ stages: [stage('baseline', 4, 10), stage('peak', 8, 20)], journeys, meets: () => ({ ms: 5 }) }),
    );
    const rates = (of: { offeredPerSecond: number | null; goodputPerSecond: number | null }): (number | null)[] => [
      of.offeredPerSecond,
      of.goodputPerSecond,
    ];
    assert.deepEqual(stages.map(rates), [
      [10, 10],
      [20, 20],
    ]);
    assert.deepEqual(rates(totals), [200 / 12, 200 / 12]);
    assert.deepEqual(
      routes.map(({ goodputPerSecond }) => goodputPerSecond),
      [200 / 12, 0],
    );
    // The counts are of all: a request belongs to the last stage whenever it comes after it.
    assert.deepEqual([stages[1]?.intended, totals.intended], [360, 400]);
  });

  it('rate a run that was killed over the time it had, and not the stages that it never came to', () => {
    const { stages, totals } = analyse(
      syntheticLog({
        stages: [stage('baseline', 10, 10), stage('peak', 20, 20), stage('recovery', 10, 10)],
        meets: () => ({ ms: 5 }),
        killedAtMs: 20_000,
      }),
    );
    assert.deepEqual(
      stages.map(({ offeredPerSecond }) => offeredPerSecond),
      [10, 20, null],
    );
    assert.equal(totals.offeredPerSecond, 15);
    assert.ok(Math.abs((totals.goodputPerSecond ?? 0) - 15) < 0.2);
  });

  it('weigh errors by time beside by request', () => {
    // One second of ten fails, but has a tenth of the requests of the others.
    const uneven = analyse(
      syntheticLog({
        stages: [stage('busy', 9, 100), stage('quiet', 1, 10)],
        meets: ({ tMs }) => (tMs >= 9_000 ? { outcome: 'httpError', ms: 5 } : { ms: 5 }),
      }),
    ).totals.errorRate;
    assert.ok(Math.abs((uneven.byTime ?? 0) - 0.1) < 1e-9 && Math.abs((uneven.byRequest ?? 0) - 10 / 910) < 1e-9);
  });

  it('count in the percentiles what was sent and ended: failed ones with their time, dropped and cancelled ones not', () => {
    const { outcomes, responseMs, responseOkMs, serviceMs } = analysis.totals;
    assert.equal(responseOkMs.n, outcomes.ok);
    const ended = sum(outcomes) - outcomes.dropped - outcomes.cancelled;
    assert.deepEqual([responseMs.n, serviceMs.n], [ended, ended]);
    assert.ok((responseMs.max ?? 0) >= 4_980 && (responseOkMs.max ?? 0) < 90);
  });

  it('hide percentiles that too few samples reach beyond', () => {
    const at = (requests: number) =>
      analyse(syntheticLog({ stages: [stage('load', requests, 1)], meets: () => ({ ms: 10 }) })).totals.responseMs;
    const shown = (requests: number): boolean[] =>
      [at(requests).p50, at(requests).p90, at(requests).p95, at(requests).p99].map((value) => value !== null);
    assert.deepEqual(shown(9), [true, false, false, false]);
    assert.deepEqual(shown(19), [true, true, false, false]);
    assert.deepEqual(shown(99), [true, true, true, false]);
    assert.deepEqual(shown(100), [true, true, true, true]);
  });

  it('never average percentiles: the p50 of two stages is that of their requests', () => {
    const { totals, stages } = analyse(
      syntheticLog({ stages: [stage('fast', 10, 100), stage('slow', 10, 30)], meets: ({ tMs }) => ({ ms: tMs < 10_000 ? 10 : 1_000 }) }),
    );
    assert.ok(Math.abs((totals.responseMs.p50 ?? 0) - 10) < 0.1);
    assert.ok(Math.abs((stages[1]?.responseMs.p50 ?? 0) - 1_000) < 5);
  });

  it('name the errors, the most frequent first, with the stages they came in', () => {
    assert.ok(analysis.errors.length > 5);
    const counts = analysis.errors.map(({ count }) => count);
    assert.deepEqual(
      counts,
      counts.toSorted((a, b) => b - a),
    );
    const { intended, outcomes } = analysis.totals;
    assert.equal(
      counts.reduce((total, n) => total + n, 0),
      intended - outcomes.ok,
    );
    assert.ok(analysis.errors.every(({ stages }) => stages.length > 0));
  });

  it('tell the first and last of an error to the microsecond', () => {
    const uneven = syntheticLog({ stages: [stage('load', 3, 7)], meets: () => ({ ms: 5, outcome: 'httpError' }) });
    const { firstMs, lastMs } = analyse(uneven.slice(0, -1)).errors[0]!;
    assert.ok(lastMs !== null && lastMs > 2_700);
    for (const ms of [firstMs, lastMs]) assert.equal(ms, Number(ms.toFixed(3)));
  });

  it('shift what follows a held stage', () => {
    const log = syntheticLog({ ...options, faults: [latencyFault('f', 12_000, 1_000)] }).map((event) => {
      const late = event.type === 'stage' && event.index >= 1 ? 3_000 : 0;
      return Object.assign({}, event, { tMs: event.tMs + late });
    });
    const { stages } = analyse(log);
    assert.deepEqual(
      stages.map(({ startMs, endMs }) => [startMs, endMs]),
      [
        [0, 8_300],
        [8_300, 12_300],
        [12_300, 18_300],
      ],
    );
  });
});
