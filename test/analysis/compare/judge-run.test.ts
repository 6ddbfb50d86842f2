import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MetricComparison, RunComparison } from '../../../src/analysis/compare/comparison-schema.ts';
import { judgeRun } from '../../../src/analysis/compare/judge-run.ts';
import type { Reference } from '../../../src/events/reference.ts';
import type { RunSummary } from '../../../src/events/run-summary.ts';
import { root } from '../../support/cli.ts';
import { fingerprint, nightsBy, recovered, summary, timed } from '../../support/run-summaries.ts';

function byNights(run: RunSummary, nights: readonly RunSummary[], more: Partial<Reference> = {}): RunComparison {
  return judgeRun(run, { baseline: null, history: { name: 'h.ndjson', runs: nights, otherPlans: 0 }, rerunOf: null, ...more });
}
const rowOf = ({ metrics }: RunComparison, name: string): MetricComparison => {
  const row = metrics.find(({ metric }) => metric === name);
  assert.ok(row, `no ${name} among ${metrics.map(({ metric }) => metric).join(', ')}`);
  return row;
};
/** Ten nights around 40 ms, of which the median deviates by 1 ms. */
const usual = [38, 39, 39, 40, 40, 40, 41, 41, 42, 40.5];
const nights = usual.map((p95) => timed(p95));

describe('a run against those before it', () => {
  it('is worse beyond three deviations of ten nights and beyond the floor', () => {
    const judged = byNights(timed(50), nights);
    assert.deepEqual([judged.rule, judged.nights, judged.reason], ['nights', 10, null]);
    const { verdict, usual: median, worseBy, floor, deviations } = rowOf(judged, 'p95 of checkout');
    assert.deepEqual([verdict, median, worseBy, floor], ['regression', 40, 10, 4]);
    assert.ok((deviations as number) > 3);
    assert.deepEqual(judged.regressions, ['p95 of checkout', 'p99 of checkout']);
  });

  it('beyond the deviations alone is not enough: nobody minds', () => {
    const calm = usual.map((p95) => timed(40 + (p95 - 40) / 100));
    const row = rowOf(byNights(timed(43), calm), 'p95 of checkout');
    assert.ok((row.deviations as number) > 3);
    assert.equal(row.verdict, 'usual');
  });

  it('beyond the floor alone is not enough: nights differ', () => {
    const wild = [20, 30, 40, 50, 60, 25, 35, 45, 55, 40].map((p95) => timed(p95));
    const row = rowOf(byNights(timed(60), wild), 'p95 of checkout');
    assert.ok((row.worseBy as number) > (row.floor as number));
    assert.equal(row.verdict, 'usual');
  });

  it('10 % of a few milliseconds is nothing: the floor is 2 ms at least', () => {
    const fast = usual.map((p95) => timed(p95 / 20));
    assert.equal(rowOf(byNights(timed(3.9), fast), 'p95 of checkout').verdict, 'usual');
    assert.equal(rowOf(byNights(timed(4.1), fast), 'p95 of checkout').verdict, 'regression');
  });

  it('what is only compared or shown is not judged, however far off', () => {
    const rows = byNights(
      summary({ goodputPerSecond: 1, degraded: 1, lostOrders: 9 }),
      Array.from({ length: 10 }, () => summary()),
    );
    for (const name of ['goodput', 'degraded', 'lost orders'])
      assert.deepEqual([rowOf(rows, name).verdict, rowOf(rows, name).deviations], ['shown', null], name);
    assert.deepEqual(rows.regressions, []);
  });

  it('faster is better, and no regression', () => {
    const judged = byNights(timed(25), nights);
    assert.deepEqual(judged.regressions, []);
    assert.equal(rowOf(judged, 'p95 of checkout').verdict, 'better');
  });

  it('a small route that is dead is one, though the whole hardly shows it and it has no times', () => {
    const home = { due: 20_000, errorRate: 0, n: 20_000, p95: 20, p99: 30 };
    const night = (checkout: RunSummary['routes'][string]): RunSummary => summary({ errorRate: 0.004, routes: { home, checkout } });
    const well = { due: 300, errorRate: 0, n: 300, p95: 40, p99: null };
    const dead = { due: 300, errorRate: 1, n: 0, p95: null, p99: null };
    const before = Array.from({ length: 10 }, () => night(well));
    assert.deepEqual(byNights(night(dead), before).regressions, ['error rate of checkout']);
    assert.deepEqual(byNights(night(well), before).regressions, []);
    assert.deepEqual(byNights(night({ ...well, errorRate: 0.005 }), before).regressions, []);
    // Two hundred requests are needed, tonight and before; a single route is the whole; nights of earlier versions did not keep it.
    const row = (run: RunSummary, nights = before) => rowOf(byNights(run, nights), 'error rate of checkout');
    assert.match(row(night({ ...dead, due: 199 })).reason ?? '', /^199 requests, 200 are needed to judge an error rate$/);
    const early = before.map(() => night({ n: 300, p95: 40, p99: null }));
    assert.equal(row(night(dead), early).verdict, 'unknown');
    const alone = byNights(summary({ routes: { checkout: dead } }), before);
    assert.equal(alone.metrics.find(({ metric }) => metric === 'error rate of checkout')?.verdict, 'unknown');
  });

  it('percentiles that hang on a few requests are shown and not judged', () => {
    const few = (p95: number, n: number): RunSummary => timed(p95, p95 * 1.4, { routes: { checkout: { n, p95, p99: p95 * 1.4 } } });
    const verdicts = (n: number, before = n): string[] => {
      const judged = byNights(
        few(50, n),
        usual.map((p95) => few(p95, before)),
      );
      return ['p95 of checkout', 'p99 of checkout'].map((name) => rowOf(judged, name).verdict);
    };
    assert.deepEqual(verdicts(199), ['unknown', 'unknown']);
    assert.deepEqual(verdicts(999), ['regression', 'unknown']);
    assert.deepEqual(verdicts(1_000), ['regression', 'regression']);
    assert.deepEqual(verdicts(1_000, 150), ['unknown', 'unknown']);
    assert.match(
      rowOf(
        byNights(
          few(50, 150),
          usual.map((p95) => few(p95, 150)),
        ),
        'p95 of checkout',
      ).reason ?? '',
      /^150 requests, 200 are needed/,
    );
  });

  it('nights that did not differ at all: the floor decides', () => {
    const same = usual.map(() => summary());
    const at = (errorRate: number): MetricComparison => rowOf(byNights(summary({ errorRate }), same), 'error rate by time');
    assert.equal(at(0.004).verdict, 'usual');
    assert.deepEqual([at(0.006).verdict, at(0.006).deviations], ['regression', null]);
    assert.match(at(0.006).reason ?? '', /did not differ/);
    assert.equal(at(0).verdict, 'usual');
  });

  it('errors among nights with errors are judged on the scale of odds', () => {
    const some = [0.01, 0.012, 0.011, 0.009, 0.01, 0.011, 0.012, 0.01, 0.009, 0.01].map((errorRate) => summary({ errorRate }));
    assert.equal(rowOf(byNights(summary({ errorRate: 0.0145 }), some), 'error rate by time').verdict, 'usual');
    assert.equal(rowOf(byNights(summary({ errorRate: 0.02 }), some), 'error rate by time').verdict, 'regression');
    assert.ok(Number.isFinite(rowOf(byNights(summary({ errorRate: 1 }), some), 'error rate by time').deviations));
  });

  describe('recovery', () => {
    const wait30 = [2, 9, 15, 22, 28, 5, 12, 18, 25, 29].map((seconds) => recovered(seconds * 1_000, { waitMs: 30_000 }));
    const at = (run: RunSummary, before: readonly RunSummary[]): MetricComparison =>
      rowOf(byNights(run, before), 'recovery after payments-slow');

    it("behind a breaker's wait of 30 s anything within it is usual", () => {
      for (const seconds of [0.5, 29]) assert.equal(at(recovered(seconds * 1_000, { waitMs: 30_000 }), wait30).verdict, 'usual');
    });

    it('a second more is the least that counts', () => {
      const quick = [500, 510, 490, 500, 505, 495, 500, 510, 490, 500].map((ms) => recovered(ms));
      assert.equal(at(recovered(1_400), quick).verdict, 'usual');
      assert.equal(at(recovered(1_700), quick).verdict, 'regression');
    });

    it('not recovered is worse than any time, and in no mean', () => {
      const quick = [500, 510, 490, 500, 505, 495, 500, 510, 490, 500].map((ms) => recovered(ms));
      const row = at(recovered(null), quick);
      assert.deepEqual([row.verdict, row.actual, row.usual, row.worseBy], ['regression', null, 500, null]);
      assert.match(row.reason ?? '', /did not recover/);
    });

    it('one more that did not recover is nothing new where more than a tenth of the nights did not', () => {
      const nightsWith = (unrecovered: number): RunSummary[] =>
        Array.from({ length: 20 }, (_, index) => recovered(index < unrecovered ? null : 490 + index));
      assert.equal(at(recovered(null), nightsWith(2)).verdict, 'regression');
      assert.equal(at(recovered(null), nightsWith(3)).verdict, 'usual');
    });

    it('not recovered is nothing new where it happened before', () => {
      const often = [500, 510, null, 500, null, 495, 500, null, 490, 500].map((ms) => recovered(ms));
      assert.equal(at(recovered(null), often).verdict, 'usual');
      const mostly = [null, null, null, 500, null, 495, null, null, 490, null].map((ms) => recovered(ms));
      const row = at(recovered(null), mostly);
      assert.deepEqual([row.verdict, row.usual, row.worseBy], ['usual', null, 0]);
      assert.equal(at(recovered(500), mostly).verdict, 'better');
    });

    it('nights of which nothing is known do not count', () => {
      const unknown = recovered(null, { censoredAtMs: null });
      const half = [...wait30.slice(0, 5), ...Array.from({ length: 5 }, () => unknown)];
      const row = at(recovered(null), half);
      assert.equal(row.verdict, 'unknown');
      assert.match(row.reason ?? '', /5 of 10 runs, 10 are needed/);
      assert.match(at(unknown, wait30).reason ?? '', /not known of this run/);
    });
  });

  describe('what is no ten nights', () => {
    it('fewer are told and not judged', () => {
      const judged = byNights(timed(400), nights.slice(0, 9));
      assert.deepEqual([judged.rule, judged.regressions], ['none', []]);
      assert.match(judged.reason ?? '', /^9 runs of this plan and fingerprint, 10 are needed$/);
      assert.deepEqual([...new Set(judged.metrics.map(({ verdict }) => verdict))], ['shown']);
    });

    it('nights of another machine or kind of target do not count, and it says what differs', () => {
      for (const [part, says] of [
        [{ cores: 8 }, /cores: 8 against 4/],
        [{ cpu: 'Xeon' }, /processor: Xeon against AMD/],
        [{ node: '26.1.0' }, /Node: 26 against 24/],
        [{ targetVersion: 'staging-8cpu' }, /version label: staging-8cpu against none/],
      ] as const) {
        const judged = byNights(
          timed(400),
          nights.map((night) => ({ ...night, fingerprint: { ...fingerprint, ...part } })),
        );
        assert.deepEqual([judged.rule, judged.regressions], ['none', []]);
        assert.match(judged.reason ?? '', says);
      }
      const patched = nights.map((night) => ({ ...night, fingerprint: { ...fingerprint, node: '24.0.1', memoryBytes: 1 } }));
      assert.equal(byNights(timed(400), patched).rule, 'nights');
    });

    it('what differs is told of runs of this plan alone, also where the last of them was done here', () => {
      const elsewhere = { fingerprint: { ...fingerprint, cores: 8 } };
      const reason = (...runs: RunSummary[]): string => byNights(timed(40), runs).reason ?? '';
      assert.match(reason(summary(elsewhere), summary()), /^1 run of this plan and fingerprint, .*; others were done elsewhere \(cores: 8/);
      assert.match(reason(summary({ ...elsewhere, planHash: 'b' })), /^no run of this plan and fingerprint, 10 are needed$/);
    });

    it('nor do those of another plan', () => {
      const judged = byNights(
        timed(400),
        nights.map((night) => ({ ...night, planHash: 'b' })),
        {
          history: { name: 'h', runs: [], otherPlans: 10 },
        },
      );
      assert.match(judged.reason ?? '', /^no run of this plan and fingerprint, 10 are needed; 10 are of other plans$/);
    });

    it('only the latest thirty count', () => {
      const long = [...Array.from({ length: 100 }, () => timed(400)), ...Array.from({ length: 3 }, () => nights).flat()];
      assert.deepEqual([byNights(timed(50), long).regressions.length, byNights(timed(50), long).nights], [2, 30]);
    });
  });

  describe('a baseline', () => {
    const against = (run: RunSummary, runs: readonly RunSummary[], history: readonly RunSummary[] | null = null): RunComparison =>
      judgeRun(run, { baseline: { name: 'main', runs }, history: history && { name: 'h', runs: history, otherPlans: 0 }, rerunOf: null });

    it('of one run shows what is grossly worse, and claims nothing', () => {
      const judged = against(timed(59), [timed(40)]);
      assert.deepEqual([judged.rule, judged.runs, judged.regressions], ['gross', 1, []]);
      assert.match(judged.reason ?? '', /^1 run shows too little .*no significance is claimed$/);
      assert.deepEqual(against(timed(61), [timed(40, 100)]).regressions, ['p95 of checkout']);
    });

    it('of ten runs is judged as nights are', () => {
      assert.deepEqual([against(timed(50), nights).rule, against(timed(50), nights).regressions.length], ['nights', 2]);
    });

    it('with a history beside it: worse than the baseline, and further off than nights are', () => {
      assert.equal(rowOf(against(timed(50), [timed(40)], nights), 'p95 of checkout').verdict, 'regression');
      assert.equal(rowOf(against(timed(50), [timed(48)], nights), 'p95 of checkout').verdict, 'usual');
    });

    it('of another machine judges nothing', () => {
      const judged = against(timed(400), [{ ...timed(40), fingerprint: { ...fingerprint, cores: 2 } }]);
      assert.deepEqual([judged.rule, judged.regressions], ['none', []]);
      assert.match(judged.reason ?? '', /cores: 2 against 4/);
    });
  });

  it('a re-run confirms only what was worse before', () => {
    const rerunOf = { run: 'first', regressions: ['p95 of checkout'] };
    assert.deepEqual(byNights(timed(50, 56), nights, { rerunOf }).confirmed, ['p95 of checkout']);
    const elsewhere = byNights(timed(40, 90), nights, { rerunOf });
    assert.deepEqual([elsewhere.regressions, elsewhere.confirmed], [['p99 of checkout'], []]);
  });
});

/** Of so many histories, the share in which a night that is `slower` is a regression of p95: in the first attempt, and confirmed. */
function rates(betweenRuns: number, before: number, slower: number, histories = 200): [number, number] {
  let [suspected, confirmed] = [0, 0];
  for (let seed = 1; seed <= histories; seed++) {
    const night = nightsBy({ betweenRuns, seed });
    const history = Array.from({ length: before }, () => night());
    const worse = (): boolean => byNights(night(slower), history).regressions.includes('p95 of checkout');
    if (!worse()) continue;
    suspected++;
    if (worse()) confirmed++;
  }
  return [suspected / histories, confirmed / histories];
}

describe('the nightly gate on simulated nights', function () {
  this.timeout(60_000);
  const percent = (share: number): string => `${Number((share * 100).toFixed(1))} %`;
  const rows: string[] = [];

  for (const betweenRuns of [0, 0.03, 0.08])
    for (const before of [10, 20]) {
      it(`${before} nights that differ by ${percent(betweenRuns)}: few equals are suspected, hardly any confirmed, 25 % is seen`, () => {
        const [equal, tenth, quarter] = [1, 1.1, 1.25].map((slower) => rates(betweenRuns, before, slower)) as [number, number][];
        rows.push(
          `| ${percent(betweenRuns)} | ${before} | ${[equal, tenth, quarter].map((pair) => pair?.map(percent).join(' / ')).join(' | ')} |`,
        );
        assert.ok((equal?.[0] ?? 1) <= 0.05, `${equal?.[0]} suspected`);
        assert.ok((equal?.[1] ?? 1) <= 0.015, `${equal?.[1]} confirmed`);
        if (betweenRuns <= 0.03) assert.ok((quarter?.[1] ?? 0) >= 0.9, `${quarter?.[1]} seen`);
      });
    }

  it('the figures are those of the page', () => {
    const page = readFileSync(join(root, 'docs/comparing.md'), 'utf8');
    assert.equal(rows.length, 6);
    for (const row of rows) assert.ok(page.includes(row), `docs/comparing.md has not\n${rows.join('\n')}`);
  });
});
