import assert from 'node:assert/strict';
import type { Analysis } from '../../../src/analysis/analysis.ts';
import { runSummarySchema, summaryOf } from '../../../src/analysis/compare/summary.ts';
import type { FaultSummary } from '../../../src/events/run-summary.ts';
import { breached, empty, held } from '../../support/sample-analysis.ts';

const plan = { faults: [{ id: 'payments-slow', link: 'payments' }], breakers: [{ link: 'payments', waitMs: 2_000 }] };
const of = (analysis: Analysis) => summaryOf({ ...analysis, rerunOf: null }, plan);

describe('what is kept of a run', () => {
  it('is its figures, and can be read again', () => {
    const kept = of(held);
    assert.deepEqual([kept.run, kept.planHash, kept.exitCode, kept.errorRate], [held.run.id, held.run.planHash, 0, 0.0017]);
    const checkout = held.routes.find(({ name }) => name === 'checkout');
    assert.deepEqual(kept.routes['checkout'], {
      due: (checkout?.intended ?? 0) - (checkout?.outcomes.cancelled ?? 0),
      errorRate: Number(checkout?.errorRate?.toPrecision(6)),
      n: checkout?.responseOkMs.n,
      p95: checkout?.responseOkMs.p95,
      p99: checkout?.responseOkMs.p99,
    });
    assert.equal(kept.breakers['payments'], 3);
    for (const analysis of [held, breached, empty]) {
      const line = JSON.parse(JSON.stringify(of(analysis))) as unknown;
      assert.deepEqual(runSummarySchema.parse(line), of(analysis));
    }
  });

  it('is read as well from earlier versions, which kept no error rate of a route', () => {
    const kept = of(held);
    const routes = Object.fromEntries(Object.entries(kept.routes).map(([name, { n, p95, p99 }]) => [name, { n, p95, p99 }]));
    assert.deepEqual(runSummarySchema.parse(JSON.parse(JSON.stringify({ ...kept, routes }))), { ...kept, routes });
  });

  it('a source that did not answer is no breaker without trips', () => {
    const silent = { ...held, breakers: held.breakers.map((breaker) => ({ ...breaker, answered: false, trips: 0 })) };
    assert.equal(of(silent).breakers['payments'], null);
  });

  it('has the most that any scope lost to a fault, whichever was the slowest to recover; where that is not known, nothing', () => {
    const [first] = held.recovery;
    assert.ok(first);
    const losing = (resilienceLoss: number | null, ...each: (number | null)[]) => {
      const perRoute = each.map((loss) => ({ ...(first.perRoute[0] as (typeof first.perRoute)[number]), resilienceLoss: loss }));
      return of({ ...held, recovery: [{ ...first, resilienceLoss, perRoute }] }).faults[first.fault]?.resilienceLoss;
    };
    assert.equal(losing(0, 0, 7.04, null), 7.04);
    assert.equal(losing(8, 0, 7.04), 8);
    assert.equal(losing(null, 7.04), null);
  });

  it("has the longest wait of the breakers on the fault's link, as far as they are known", () => {
    const waitOf = (link: string | null, ...breakers: { link: string | null; waitMs: number | null }[]) =>
      summaryOf({ ...held, rerunOf: null }, { faults: [{ id: 'payments-slow', link }], breakers }).faults['payments-slow']?.waitMs;
    const known = { link: 'payments', waitMs: 5_000 };
    const longer = { link: 'payments', waitMs: 30_000 };
    const unknown = { link: 'payments', waitMs: null };
    const elsewhere = { link: 'stock', waitMs: 60_000 };
    assert.deepEqual([waitOf('payments', known, longer), waitOf('payments', longer, known)], [30_000, 30_000]);
    assert.equal(waitOf('payments', known, unknown, elsewhere), 5_000);
    assert.deepEqual([waitOf('payments', unknown, elsewhere), waitOf('payments')], [null, null]);
    // A fault of no link is behind none of its breakers, nor is a breaker that is on none.
    assert.equal(waitOf(null, known, { link: null, waitMs: 60_000 }), null);
  });

  const recoveries: [Partial<Analysis['recovery'][number]>, Partial<FaultSummary>][] = [
    [
      { status: 'recovered', recoveryMs: 1_234 },
      { recoveryMs: 1_234, censoredAtMs: null },
    ],
    [
      { status: 'never-degraded', recoveryMs: null },
      { recoveryMs: 0, censoredAtMs: null },
    ],
    [
      { status: 'recovered-before-clear', recoveryMs: null },
      { recoveryMs: 0, censoredAtMs: null },
    ],
    [
      { status: 'censored', recoveryMs: null, censoredAtMs: 42_000 },
      { recoveryMs: null, censoredAtMs: 42_000 },
    ],
    [
      { status: 'relapsed', recoveryMs: 3_000, censoredAtMs: null },
      { recoveryMs: null, censoredAtMs: 3_000 },
    ],
    [
      { status: 'insufficient-data', recoveryMs: null, censoredAtMs: null },
      { recoveryMs: null, censoredAtMs: null },
    ],
    [
      { status: 'insufficient-data', recoveryMs: null, censoredAtMs: 14_400 },
      { recoveryMs: null, censoredAtMs: 14_400 },
    ],
  ];
  for (const [recovery, wanted] of recoveries)
    it(`${recovery.status}: ${JSON.stringify(wanted)}`, () => {
      const kept = of({ ...held, recovery: held.recovery.map((one) => ({ ...one, ...recovery })) }).faults['payments-slow'];
      assert.deepEqual({ recoveryMs: kept?.recoveryMs, censoredAtMs: kept?.censoredAtMs }, wanted);
      assert.equal(kept?.waitMs, 2_000);
    });
});
