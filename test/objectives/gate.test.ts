import assert from 'node:assert/strict';
import { createGate } from '../../src/objectives/gate.ts';
import { around, planOf, stage, syntheticLog, type Met, type SyntheticOptions } from '../support/synthetic-log.ts';

interface Judged {
  readonly ok: boolean;
  readonly reason: string;
  /** When it had settled. */
  readonly tMs: number | null;
}

function gated(more: Partial<SyntheticOptions>, untilMs = Number.POSITIVE_INFINITY): Judged {
  const options: SyntheticOptions = {
    stages: [stage('baseline', 20, 100), stage('peak', 10, 300)],
    meets: (_, random) => ({ ms: around(20, random) }),
    objectives: ['error rate < 1% during baseline', 'p99 < 200ms during baseline', 'error rate < 1% during peak'],
    ...more,
  };
  const gate = createGate(planOf(options));
  let tMs: number | null = null;
  for (const event of syntheticLog(options)) {
    if (event.tMs > untilMs) break;
    gate.see(event);
    if (gate.settled()) tMs ??= event.tMs;
  }
  return { ...gate.judge(), tMs };
}

const failing =
  (from: number, to: number, share: number): SyntheticOptions['meets'] =>
  ({ tMs }, random): Met =>
    tMs >= from && tMs < to && random() < share ? { outcome: 'httpError', ms: 10 } : { ms: around(20, random) };

describe('baseline gate', () => {
  it('passes a steady baseline that holds its objectives, soon after its last request', () => {
    const { ok, reason, tMs } = gated({});
    assert.equal(ok, true, reason);
    assert.match(reason, /1700 requests, its 2 objectives held/);
    assert.ok(tMs !== null && tMs > 20_000 && tMs <= 21_500, `${tMs}`);
  });

  it('waits for the slowest request of the baseline', () => {
    const { tMs } = gated({ meets: ({ tMs }, random) => ({ ms: tMs > 19_900 && tMs < 20_000 ? 4_000 : around(20, random) }) });
    assert.ok(tMs !== null && tMs >= 23_900, `${tMs}`);
  });

  it('stops a run whose baseline breaches an objective of its own, and looks at no other', () => {
    assert.match(gated({ meets: failing(0, 20_000, 0.05) }).reason, /error rate < 1% during baseline: .*%, n \d+, wanted < 1 %/);
    assert.equal(gated({ meets: failing(20_000, 30_000, 0.5) }).ok, true);
  });

  it('leaves the first 3 s out', () => {
    assert.equal(gated({ meets: failing(0, 3_000, 1) }).ok, true);
  });

  it('stops on a baseline that gets worse, not on one that warms up', () => {
    const slower = gated({ objectives: [], meets: ({ tMs }, random) => ({ ms: around(tMs > 11_500 ? 80 : 20, random) }) });
    assert.equal(slower.ok, false);
    assert.match(slower.reason, /unstable: p95 rose/);
    assert.match(gated({ objectives: [], meets: failing(11_500, 20_000, 0.03) }).reason, /unstable: errors rose/);
    assert.equal(gated({ objectives: [], meets: ({ tMs }, random) => ({ ms: around(tMs < 11_500 ? 80 : 20, random) }) }).ok, true);
  });

  it('judges from what has ended when it is asked early, and finds nothing fit where nothing has', () => {
    assert.equal(gated({}, 19_000).ok, true);
    const { ok, reason } = gated({ meets: () => ({ outcome: 'timeout', ms: 60_000 }) }, 20_000);
    assert.equal(ok, false);
    assert.match(reason, /no request of the baseline has ended/);
  });

  it('gates nothing where the baseline is too short', () => {
    assert.equal(gated({ stages: [stage('baseline', 9, 100), stage('peak', 10, 300)], meets: failing(0, 9_000, 1) }).ok, true);
  });
});
