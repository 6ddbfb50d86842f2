/** One outage, with a breaker and without: what is counted by requests ranks the two wrongly, and the report must not. */
import assert from 'node:assert/strict';
import { analyse } from '../../../src/analysis/analyse.ts';
import type { Analysis } from '../../../src/analysis/analysis.ts';
import { renderMarkdown } from '../../../src/report/markdown.ts';
import { renderTerminal } from '../../../src/report/terminal.ts';
import { closedLog } from '../../support/closed-log.ts';
import { around, journey, latencyFault, stage, syntheticLog, type SyntheticOptions } from '../../support/synthetic-log.ts';

const [injectedMs, clearedMs, totalMs] = [14_000, 20_000, 32_000];
const times = { users: 10, injectedMs, clearedMs, totalMs };

/** The dependency hangs for 6 s. Nobody gives up before the 5 s of the client. */
const without = analyse(
  closedLog({ ...times, meets: (tMs) => (tMs >= injectedMs && tMs < clearedMs ? { outcome: 'timeout', ms: 5_000 } : null) }),
);
/** The shop gives up after 1 s, then its breaker fails fast; it closes 900 ms after the dependency is back. */
const withBreaker = analyse(
  closedLog({
    ...times,
    meets: (tMs, random) => {
      if (tMs < injectedMs || tMs >= clearedMs + 900) return null;
      return tMs < injectedMs + 60 ? { outcome: 'httpError', ms: 1_000 } : { outcome: 'httpError', ms: around(1, random) };
    },
  }),
);

const worst = (analysis: Analysis) => {
  const found = analysis.recovery[0];
  assert.ok(found?.errorRate && found.resilienceLoss !== null && found.degradedMs !== null && found.resilience !== null);
  const { byRequest, byTime } = found.errorRate;
  assert.ok(byRequest !== null && byTime !== null);
  return { ...found, byRequest, byTime, loss: found.resilienceLoss, degradedMs: found.degradedMs, resilience: found.resilience };
};

describe('an outage by requests and by time', () => {
  it('is ranked wrongly by requests: the breaker that shortened it looks more than twenty times worse', () => {
    assert.ok(worst(withBreaker).byRequest > 20 * worst(without).byRequest, `${worst(withBreaker).byRequest} ${worst(without).byRequest}`);
    assert.ok((withBreaker.totals.errorRate.byRequest ?? 0) > 20 * (without.totals.errorRate.byRequest ?? 1));
  });

  it('is ranked rightly by the service lost, by time and by how long it was bad', () => {
    const [shorter, longer] = [worst(withBreaker), worst(without)];
    // 6 s and what the breaker still waited; 6 s and until the last of those who hung had given up.
    assert.ok(Math.abs(shorter.loss - 6.9) < 0.2, `${shorter.loss}`);
    assert.ok(Math.abs(longer.loss - 10) < 0.2, `${longer.loss}`);
    assert.ok(shorter.byTime < longer.byTime && Math.abs(longer.byTime - 10 / 18) < 0.02, `${shorter.byTime} ${longer.byTime}`);
    assert.ok(shorter.degradedMs < longer.degradedMs && shorter.resilience > longer.resilience);
  });

  it('takes a second in which all wait and nothing is asked for what they wait for', () => {
    const asked = without.series.filter(({ tMs, offered }) => tMs >= 16_000 && tMs < 19_000 && offered > 0);
    assert.deepEqual(asked, []);
    assert.equal(worst(without).depth, 0);
  });

  it('says why in every report, and names both weights', () => {
    const why = [
      [withBreaker, 'what fails fast is soon asked again, so that failures outnumber the rest'],
      [without, 'while requests hang, or the step before them fails, few are asked'],
    ] as const;
    for (const [analysis, because] of why) {
      const note = analysis.notes.find((text) => text.includes(because));
      assert.match(
        note ?? '',
        /of the requests of home failed, but .* of the time.* Compare outages by time, or by the service lost \(.*\), not by requests\./,
      );
      const terminal = renderTerminal(analysis, { width: Number.POSITIVE_INFINITY, color: false, paths: [] });
      for (const report of [terminal, renderMarkdown(analysis)]) assert.ok(report.includes(because), report);
      assert.match(terminal, /recovered after .* of service lost/);
      assert.match(terminal, /\d % of the requests of home failed, but [\d.]+ % of the time/);
      assert.match(renderMarkdown(analysis), /service lost \| failed by request \| by time/);
    }
  });

  it('has no recovery time in a closed model, and says so', () => {
    const { status, reason, recoveryMs, unknown } = worst(withBreaker);
    assert.deepEqual([status, recoveryMs], ['insufficient-data', null]);
    assert.match(`${reason} ${unknown['recoveryMs']}`, /no equal offered load.*no equal offered load/);
  });
});

describe('an outage of the first step of many, in an open model', () => {
  const journeys = [journey('buy', 1, [{ route: 'home' }, { route: 'product' }, { route: 'cart' }, { route: 'pay' }])];
  const outage = (failing: string): Analysis => {
    const meets: SyntheticOptions['meets'] = ({ route, tMs }, random) =>
      route === failing && tMs >= 30_000 && tMs < 40_000 ? { outcome: 'timeout', ms: 5_000 } : { ms: around(20, random) };
    return analyse(
      syntheticLog({
        stages: [stage('baseline', 30, 50), stage('peak', 30, 50)],
        journeys,
        meets,
        faults: [latencyFault('f', 30_000, 8_000)],
      }),
    );
  };

  it('hardly counts by request, because what comes after is never asked; by time it is all of the service', () => {
    // Nothing is left of four steps (no breaker, all hang), against the last of four (a breaker keeps it there).
    const [first, last] = [outage('home'), outage('pay')].map((analysis) =>
      analysis.recovery[0]?.perRoute.find(({ kind }) => kind === 'journey'),
    );
    assert.ok(first?.errorRate && last?.errorRate);
    assert.ok((first.errorRate.byTime ?? 0) > 1.8 * (first.errorRate.byRequest ?? 1), JSON.stringify(first.errorRate));
    assert.ok(
      Math.abs((first.resilienceLoss ?? 0) - 10) < 0.5 && Math.abs((last.resilienceLoss ?? 0) - 2.5) < 0.5,
      `${first.resilienceLoss} ${last.resilienceLoss}`,
    );
    assert.ok(Math.abs((first.errorRate.byTime ?? 0) - 1 / 3) < 0.03, JSON.stringify(first.errorRate));
  });
});
