/** Each tool is started as it should be, and what it reports is read for what it is. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Load } from '../../../bench/load/tool.ts';
import { autocannon } from '../../../bench/load/tools/autocannon.ts';
import { chaos } from '../../../bench/load/tools/chaos.ts';
import { k6 } from '../../../bench/load/tools/k6.ts';
import { oha } from '../../../bench/load/tools/oha.ts';
import { vegeta } from '../../../bench/load/tools/vegeta.ts';
import { makePlan } from '../../../src/plan/entry.ts';

describe('tools of the bench', () => {
  let load: Load;
  beforeEach(() => {
    load = {
      url: 'http://127.0.0.1:8080/',
      ratePerSecond: 20_000,
      seconds: 10,
      connections: 100,
      dir: mkdtempSync(join(tmpdir(), 'chaos-bench-tools-')),
    };
  });
  afterEach(() => rmSync(load.dir, { recursive: true, force: true }));

  it('ours runs a scenario that can be planned, everything but the load by default', async () => {
    const { args } = chaos.launch(load);
    assert.deepEqual(args.slice(1), ['spike', join(load.dir, 'bench.yaml'), '--out', join(load.dir, 'reports')]);
    const { plan } = await makePlan({ scenario: join(load.dir, 'bench.yaml'), overrides: {}, cwd: load.dir, env: {} });
    assert.deepEqual(
      plan.load.stages.map(({ forMs, shape }) => ({ forMs, shape })),
      [{ forMs: 10_000, shape: { shape: 'constant', perSecond: 20_000 } }],
    );
    assert.partialDeepStrictEqual(plan.target, { kind: 'url', url: load.url });
  });

  it('ours goes flat out with as many users as connections, none of whom pauses', () => {
    chaos.launch({ ...load, ratePerSecond: null });
    const scenario = readFileSync(join(load.dir, 'bench.yaml'), 'utf8');
    assert.match(scenario, /think: 0s\n.*\n.*users: 100\}/);
    assert.doesNotMatch(scenario, /base|rate/);
  });

  it('ours: what failed is what was sent and not ok', () => {
    mkdirSync(join(load.dir, 'reports', 'run-1'), { recursive: true });
    const outcomes = { ok: 90, httpError: 1, timeout: 2, connectError: 3, reset: 0, protocolError: 0, dropped: 4, cancelled: 0 };
    const totals = { intended: 100, outcomes, responseMs: { p90: 1, p95: 2, p99: 3 } };
    writeFileSync(
      join(load.dir, 'reports', 'run-1', 'report.json'),
      JSON.stringify({ totals, generator: { latenessMs: { p50: 0.5, p99: 1.1 }, workers: 2 } }),
    );
    assert.deepEqual(chaos.read(load, ''), {
      requests: 96,
      failed: 6,
      dropped: 4,
      p90Ms: 1,
      p95Ms: 2,
      p99Ms: 3,
      sendLatenessMs: { p50: 0.5, p99: 1.1 },
      threads: 2,
    });
  });

  it('vegeta gets the target on stdin, and workers as it likes unless it is flat out', () => {
    const paced = vegeta.launch(load);
    assert.equal(paced.stdin, 'GET http://127.0.0.1:8080/\n');
    assert.ok(paced.args.includes('-rate=20000') && !paced.args.join(' ').includes('-max-workers'), paced.args.join(' '));
    const { args } = vegeta.launch({ ...load, ratePerSecond: null });
    assert.ok(args.includes('-rate=0') && args.includes('-max-workers=100'), args.join(' '));
  });

  it('k6 gets a script with the executor of the model, and its summary is read', () => {
    const script = (one: Load): string => {
      k6.launch(one);
      return readFileSync(join(one.dir, 'script.js'), 'utf8');
    };
    assert.match(script(load), /"executor":"constant-arrival-rate","rate":20000,"timeUnit":"1s","duration":"10s","preAllocatedVUs":100/);
    assert.match(script({ ...load, ratePerSecond: null }), /"executor":"constant-vus","vus":100,"duration":"10s"/);
    const metrics = {
      http_reqs: { values: { count: 2_400 } },
      http_req_failed: { values: { rate: 1 / 6, passes: 400, fails: 2_000 } },
      http_req_duration: { values: { 'p(90)': 1, 'p(95)': 2, 'p(99)': 3 } },
    };
    writeFileSync(join(load.dir, 'summary.json'), JSON.stringify({ metrics }));
    assert.partialDeepStrictEqual(k6.read(load, ''), { requests: 2_400, failed: 400, dropped: 0, p90Ms: 1, p95Ms: 2, p99Ms: 3 });
  });

  it('oha corrects for coordinated omission; its errors are requests too, and its times seconds', () => {
    const { args } = oha.launch(load);
    assert.ok(args.join(' ').startsWith('-q 20000 --latency-correction -z 10s -c 100 '), args.join(' '));
    assert.ok(!oha.launch({ ...load, ratePerSecond: null }).args.includes('-q'));
    const report = {
      latencyPercentiles: { p90: 0.8, p95: 1.4, p99: 1.88 },
      statusCodeDistribution: { '200': 1_999 },
      errorDistribution: { 'connection refused': 400, 'aborted due to deadline': 1 },
    };
    assert.partialDeepStrictEqual(oha.read(load, JSON.stringify(report)), {
      requests: 2_400,
      failed: 401,
      p90Ms: 800,
      p95Ms: 1_400,
      p99Ms: 1_880,
    });
  });

  it('autocannon counts answers; what failed comes on top', () => {
    assert.ok(autocannon.launch(load).args.join(' ').endsWith('-R 20000 -c 100 -d 10 -j http://127.0.0.1:8080/'));
    const report = { requests: { total: 2_000 }, errors: 30, timeouts: 10, non2xx: 5, latency: { p90: 1, p99: 3 } };
    assert.partialDeepStrictEqual(autocannon.read(load, JSON.stringify(report)), {
      requests: 2_030,
      failed: 35,
      p90Ms: 1,
      p95Ms: null,
      p99Ms: 3,
    });
  });
});
