/** The floors of docs/comparing.md, held from both sides, and the scales of its nightly gate. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { floorAt, metricsOf, worseBy, type Metric } from '../../../src/analysis/compare/metrics.ts';
import type { RunSummary } from '../../../src/events/run-summary.ts';
import { root } from '../../support/cli.ts';
import { recovered, summary, timed } from '../../support/run-summaries.ts';

const routes = {
  home: { due: 300, errorRate: 0, n: 300, p95: 40, p99: 60 },
  checkout: { due: 300, errorRate: 0, n: 300, p95: 40, p99: 60 },
};
const run = summary({
  routes,
  faults: { slow: { recoveryMs: 500, censoredAtMs: null, waitMs: null, resilienceLoss: 3 } },
  breakers: { payments: 2 },
});
const named = (name: string, of: RunSummary = run): Metric => {
  const metric = metricsOf([of]).find((one) => one.name === name);
  assert.ok(metric, name);
  return metric;
};

/** What the page says of a metric, and what that is where it usually is so much, in the metric's unit. */
const floors: [row: string, metrics: readonly string[], at: readonly (readonly [usual: number, floor: number])[]][] = [
  [
    '| p95, p99 | 10 % and 2 ms |',
    ['p95 of home', 'p99 of home'],
    [
      [5, 2],
      [20, 2],
      [40, 4],
    ],
  ],
  [
    '| error rate by time, error rate of a route | 0.5 percentage points |',
    ['error rate by time', 'error rate of home'],
    [
      [0, 0.005],
      [0.5, 0.005],
    ],
  ],
  [
    '| recovery time | 1 s |',
    ['recovery after slow'],
    [
      [0, 1_000],
      [60_000, 1_000],
      [Number.POSITIVE_INFINITY, 1_000],
    ],
  ],
  ['| goodput | 10 % |', ['goodput'], [[100, 10]]],
  [
    '| resilience loss | 10 % and 0.5 s |',
    ['resilience loss by slow'],
    [
      [0, 0.5],
      [4, 0.5],
      [20, 2],
    ],
  ],
  ['| share degraded, share shed | 0.5 percentage points |', ['degraded', 'shed'], [[0.2, 0.005]]],
  ['| CPU of the tool per request | 10 % |', ['cpu of the tool per request'], [[200, 20]]],
  ['| trips, lost orders | any |', ['trips of payments', 'lost orders'], [[3, 0]]],
];

describe('the floors', () => {
  const page = readFileSync(join(root, 'docs/comparing.md'), 'utf8');
  for (const [row, metrics, at] of floors)
    it(`${row.slice(2, -2).replace(' | ', ': ')}, as the page says`, () => {
      assert.ok(page.includes(`\n${row}\n`), row);
      for (const name of metrics)
        for (const [usual, floor] of at) assert.equal(Number(floorAt(named(name), usual).toPrecision(6)), floor, `${name} at ${usual}`);
    });

  it('of every metric stand on the page', () => {
    assert.deepEqual(
      metricsOf([run])
        .map(({ name }) => name.replace('checkout', 'home'))
        .toSorted(),
      [...floors.flatMap(([, metrics]) => metrics), 'error rate of home', 'p95 of home', 'p99 of home'].toSorted(),
    );
  });
});

describe('what runs are compared by', () => {
  it('is judged every night, or tested in a comparison of several runs, or shown', () => {
    const uses = Map.groupBy(metricsOf([run]), ({ use }) => use);
    assert.deepEqual(
      (['gate', 'test', 'show'] as const).map((use) => uses.get(use)?.map(({ name }) => name)),
      [
        [
          'error rate by time',
          ...Object.keys(routes).flatMap((route) => [`error rate of ${route}`, `p95 of ${route}`, `p99 of ${route}`]),
          'recovery after slow',
        ],
        ['goodput', 'resilience loss by slow'],
        ['trips of payments', 'degraded', 'shed', 'lost orders', 'cpu of the tool per request'],
      ],
    );
  });

  it('less goodput is worse, more of anything else', () => {
    for (const metric of metricsOf([run])) assert.equal(worseBy(metric, 1, 3), metric.name === 'goodput' ? -2 : 2, metric.name);
  });
});

describe('the scales of the nightly gate', () => {
  const near = (actual: number, wanted: number): void => assert.ok(Math.abs(actual - wanted) < 1e-9, `${actual}, not ${wanted}`);

  it('times: the logarithm, so that twice as slow is as far off as twice as fast', () => {
    const { scale } = named('p95 of checkout', timed(40));
    near(scale(80, run) - scale(40, run), Math.log(2));
    assert.ok(Number.isFinite(scale(0, run)));
  });

  it('error rates: the logit, of half a request more and less so that none and all have a place', () => {
    const hundred = summary({ requests: 99 });
    const { scale } = named('error rate by time');
    near(scale(0, hundred), Math.log(0.5 / 99.5));
    near(scale(1, hundred), Math.log(99.5 / 0.5));
    near(scale(0.5, hundred), 0);
    const small = { ...run, routes: { ...routes, home: { ...routes.home, due: 9 } } };
    near(named('error rate of home').scale(0, small), Math.log(0.5 / 9.5));
  });

  it("recoveries: log(recovery + wait / 10), where the wait is the breaker's; nobody knows of less than 100 ms", () => {
    const at = (recoveryMs: number, waitMs: number | null): number => {
      const one = recovered(recoveryMs, { waitMs });
      return named('recovery after payments-slow', one).scale(recoveryMs, one);
    };
    near(at(5_000, 30_000), Math.log(8_000));
    near(at(5_000, 1_100), Math.log(5_110));
    near(at(5_000, 900), Math.log(5_100));
    near(at(0, null), Math.log(100));
  });
});
