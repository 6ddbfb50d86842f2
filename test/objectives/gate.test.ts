import assert from 'node:assert/strict';
import type { Event } from '../../src/events/event.ts';
import { createGate } from '../../src/objectives/gate.ts';
import { around, planOf, stage, syntheticLog, type Met, type SyntheticOptions } from '../support/synthetic-log.ts';

interface Judged {
  readonly ok: boolean;
  readonly reason: string;
  /** When it had settled. */
  readonly tMs: number | null;
}

/** `heldS`: the first stage is held for so many seconds, of which the plan knows nothing. */
function gated(more: Partial<SyntheticOptions>, untilMs = Number.POSITIVE_INFINITY, heldS = 0): Judged {
  const options: SyntheticOptions = {
    stages: [stage('baseline', 20, 100), stage('peak', 10, 300)],
    meets: (_, random) => ({ ms: around(20, random) }),
    objectives: ['error rate < 1% during baseline', 'p99 < 200ms during baseline', 'error rate < 1% during peak'],
    ...more,
  };
  const gate = createGate(planOf(options));
  let tMs: number | null = null;
  const [first, ...rest] = options.stages;
  const run = first === undefined ? options : { ...options, stages: [{ ...first, forMs: first.forMs + heldS * 1_000 }, ...rest] };
  for (const event of syntheticLog(run)) {
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
    // Its last line comes at most half a second later: with one each 200 ms, at the third.
    assert.equal(tMs, 20_600);
  });

  it('ends where the first fault begins, though its stage goes on', () => {
    const plan = { baseline: { stage: 'baseline', startMs: 0, endMs: 15_000, gates: true } };
    const { reason, tMs } = gated({ plan, meets: failing(15_000, 20_000, 1) });
    assert.match(reason, /^1200 requests, its 2 objectives held/);
    assert.equal(tMs, 15_600);
    assert.match(gated({ plan, meets: failing(14_000, 15_000, 1) }).reason, /^error rate < 1% during baseline/);
    const probe = (ms: number): Event => ({ tMs: ms, type: 'probe', probe: 'up', ok: false, ms: 1, detail: 'status 503' });
    assert.equal(gated({ plan, events: [probe(15_000)] }).ok, true);
    assert.match(gated({ plan, events: [probe(14_999)] }).reason, /^probe up did not hold/);
  });

  it('ends as planned where no stage comes after it', () => {
    // There are lines after its end because its last requests are slow.
    const meets: SyntheticOptions['meets'] = ({ tMs }) => ({ ms: tMs < 19_900 ? 20 : 900 });
    const { ok, tMs } = gated({ meets, stages: [stage('baseline', 20, 100)], objectives: [] });
    assert.deepEqual([ok, tMs], [true, 21_000]);
  });

  describe('whose stage is held', () => {
    const [ever, heldS] = [Number.POSITIVE_INFINITY, 10];

    it('lasts until the next stage begins', () => {
      const { reason, tMs } = gated({}, ever, heldS);
      assert.match(reason, /^2700 requests, its 2 objectives held/);
      assert.equal(tMs, 30_600);
      assert.match(gated({ meets: failing(24_000, 28_000, 0.5) }, ever, heldS).reason, /^error rate < 1% during baseline/);
      const objectives = ['error rate < 10% over any 5s during baseline'];
      assert.match(gated({ objectives, meets: failing(26_000, 28_000, 0.5) }, ever, heldS).reason, /^error rate .* worst from 2\d/);
    });

    it('has its rates over all that time, or over what was seen of it', () => {
      const objectives = ['rate < 105/s during baseline', 'rate > 95/s during baseline'];
      assert.match(gated({ objectives }, ever, heldS).reason, /its 2 objectives held/);
      assert.match(gated({ objectives }, 26_000, heldS).reason, /its 2 objectives held/);
      const windows = ['goodput > 95/s over any 1s during baseline'];
      assert.match(gated({ objectives: windows }, 26_000, heldS).reason, /its objective held/, 'a window that is not told yet is none');
      assert.match(gated({ objectives: windows, meets: failing(25_000, 25_200, 1) }, 26_000, heldS).reason, /^goodput/);
    });
  });

  it('waits for the slowest request of the baseline', () => {
    const { tMs } = gated({ meets: ({ tMs }, random) => ({ ms: tMs > 19_900 && tMs < 20_000 ? 4_000 : around(20, random) }) });
    assert.ok(tMs !== null && tMs >= 23_900, `${tMs}`);
  });

  it('stops a run whose baseline breaches an objective of its own, and looks at no other', () => {
    assert.match(gated({ meets: failing(0, 20_000, 0.05) }).reason, /error rate < 1% during baseline: .*%, n \d+, wanted < 1 %/);
    assert.equal(gated({ meets: failing(20_000, 30_000, 0.5) }).ok, true);
  });

  it('judges every window of the baseline where an objective says so', () => {
    const objectives = ['error rate < 10% over any 5s during baseline'];
    const short = gated({ objectives, meets: failing(8_000, 10_000, 0.5) });
    assert.equal(short.ok, false);
    assert.match(short.reason, /^error rate < 10% over any 5s during baseline: .* worst from .* wanted < 10 % over any 5 s$/);
    assert.equal(gated({ objectives: ['error rate < 10% during baseline'], meets: failing(8_000, 10_000, 0.5) }).ok, true);
    assert.equal(gated({ objectives }).ok, true);
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

  const probe = (tMs: number, ok: boolean): Event => ({ tMs, type: 'probe', probe: 'up', ok, ms: 1, detail: ok ? '' : 'status 503' });
  const alert = (tMs: number, state: 'firing' | 'suppressed' | 'resolved'): Event => ({
    tMs,
    type: 'alert',
    alert: 'Errors',
    id: 'a',
    state,
    atMs: [tMs - 1_000, tMs],
    labels: {},
  });

  it('stops on a probe that did not hold in what counts of the baseline, however long it has been so', () => {
    const after = (...events: Event[]): string => gated({ events }).reason;
    assert.match(after(probe(8_000, false), probe(9_000, true)), /^probe up did not hold at 8 s: status 503$/);
    assert.match(after(probe(-500, false)), /^probe up did not hold at 0 ms: status 503$/);
    assert.match(after(probe(2_000, false), probe(5_000, true)), /did not hold at 2 s/);
    // Before it counts, and after it.
    assert.match(after(probe(1_000, false), probe(2_000, true)), /2 objectives held/);
    assert.match(after(probe(20_300, false)), /2 objectives held/);
  });

  it('stops on an alert that fired, and on a breaker that opened, where objectives during it say that they must not', () => {
    const objectives = ['no alert fires during baseline', 'breaker pay stays closed during baseline'];
    const after = (...events: Event[]): string => gated({ events, objectives }).reason;
    assert.match(after(alert(9_000, 'firing'), alert(10_000, 'resolved')), /^no alert fires during baseline: alert Errors fired$/);
    assert.match(after(alert(-500, 'firing')), /alert Errors fired/);
    assert.match(after(alert(-500, 'firing'), alert(1_000, 'resolved')), /1700 requests, steady/);
    assert.match(after(alert(9_000, 'suppressed')), /1700 requests, steady/);
    const opened: Event = {
      tMs: 9_000,
      type: 'breaker',
      breaker: 'pay',
      instance: 'i1',
      from: 'closed',
      to: 'open',
      atMs: [8_900, 9_000],
      evidence: 'A',
      atLeast: false,
    };
    assert.match(after(opened), /^breaker pay stays closed during baseline: it opened \(i1\)$/);
    assert.match(gated({ events: [alert(9_000, 'firing'), opened] }).reason, /2 objectives held/, 'nobody asked for it');
    // It may have opened before the baseline counts, or be open on as many instances as the objective leaves.
    assert.match(after({ ...opened, tMs: 1_000, atMs: [900, 1_000] }), /^breaker pay stays closed during baseline: it was open \(i1\)$/);
    const i2: Event = { tMs: -500, type: 'breaker-source', breaker: 'pay', instance: 'i2', answering: true, seen: true, detail: '' };
    const half = gated({ events: [i2, opened], objectives: ['breaker pay stays closed on 50% during baseline'] });
    assert.match(half.reason, /^1700 requests, steady/);
  });

  it('says with its numbers what it found', () => {
    assert.match(gated({}).reason, /^1700 requests, its 2 objectives held: p95 \d+ ms, 0 % failed$/);
    // One in ten is slow.
    const meets: SyntheticOptions['meets'] = ({ tMs }) => ({ ms: Math.round(tMs / 10) % 10 === 0 ? 100 : 20 });
    assert.match(gated({ meets }).reason, /: p95 100 ms, 0 % failed$/);
  });
});
