import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { EventBody, Outcome } from '../../../../src/events/event.ts';
import { Samples, type AnswerSoFar, type Sampled } from '../../../../src/run/load/books/samples.ts';
import { StageClock } from '../../../../src/run/load/pace/stage-clock.ts';

type Told = Extract<EventBody, { type: 'sample' }>;

const stages = [
  { startMs: 0, forMs: 1_000 },
  { startMs: 1_000, forMs: 1_000 },
];
const latestMs = 500;

class Probe {
  readonly told: Told[] = [];
  /** Bodies that were copied. */
  copies = 0;
  readonly clock = new StageClock(stages);
  readonly samples = new Samples({
    routes: ['home', 'product'],
    stages: this.clock,
    traceHeader: 'traceparent',
    latestMs,
    fedTo: () => [],
  });
  private readonly answer: AnswerSoFar = {
    status: 200,
    headers: ['content-type', 'text/plain'],
    bodyBytes: 2,
    requests: 1,
    bodyStart: () => {
      this.copies += 1;
      return Buffer.from('ok');
    },
  };

  see(outcome: Outcome, responseMs: number, over: Partial<Sampled> & { cause?: string } = {}): void {
    const { cause = outcome === 'ok' ? null : 'status 500', ...rest } = over;
    const of: Sampled = {
      k: 0,
      route: 0,
      stage: 0,
      intendedMs: 0,
      sentMs: 0,
      request: 'GET / HTTP/1.1\r\n\r\n',
      vars: null,
      redirects: 0,
      ...rest,
    };
    this.samples.see(of, outcome, cause, responseMs, responseMs, this.answer);
  }

  flush(nowMs: number): Told[] {
    const from = this.told.length;
    this.samples.flush(nowMs, (body) => this.told.push(body as Told));
    return this.told.slice(from);
  }

  finish(): Told[] {
    const from = this.told.length;
    this.samples.finish((body) => this.told.push(body as Told));
    return this.told.slice(from);
  }
}

const times = (told: readonly Told[]): (number | null)[] => told.map(({ sample }) => sample.responseMs);

describe('which requests are kept', () => {
  it('the first three at once, the slowest three when their stage is over', () => {
    const probe = new Probe();
    for (const ms of [5, 4, 3, 50, 1, 40, 2, 60, 30]) probe.see('ok', ms);
    assert.deepEqual(times(probe.flush(500)), [5, 4, 3]);
    assert.deepEqual(times(probe.flush(1_000 + latestMs - 1)), []);
    const slowest = probe.flush(1_000 + latestMs);
    assert.deepEqual(times(slowest), [60, 50, 40]);
    assert.deepEqual(
      slowest.map(({ kept }) => kept),
      ['slowest', 'slowest', 'slowest'],
    );
    assert.deepEqual(probe.finish(), []);
  });

  it('by route, outcome and stage each', () => {
    const probe = new Probe();
    for (const route of [0, 1])
      for (const stage of [0, 1])
        for (const outcome of ['ok', 'httpError', 'timeout'] as const)
          for (let n = 0; n < 20; n += 1) probe.see(outcome, n, { route, stage });
    const groups = Map.groupBy(probe.finish(), ({ sample }) => `${sample.route} ${sample.stage} ${sample.outcome}`);
    assert.equal(groups.size, 12);
    for (const told of groups.values()) assert.deepEqual(times(told).toSorted(), [0, 1, 17, 18, 19, 2]);
  });

  it('of a failure the first three of each cause, though it is rare and comes late', () => {
    const probe = new Probe();
    for (let n = 0; n < 1_000; n += 1) probe.see('httpError', 10, { cause: 'status 503' });
    for (let n = 0; n < 5; n += 1) probe.see('httpError', 1, { cause: 'status 500' });
    for (let n = 0; n < 1_000; n += 1) probe.see('httpError', 10, { cause: 'status 503' });
    const causes = Map.groupBy(
      probe.finish().filter(({ kept }) => kept === 'first'),
      ({ sample }) => sample.cause,
    );
    assert.deepEqual(
      [...causes].map(([cause, told]) => [cause, told.length]),
      [
        ['status 503', 3],
        ['status 500', 3],
      ],
    );
  });

  it('a cause of its own each time does not keep them all', () => {
    const probe = new Probe();
    for (let n = 0; n < 1_000; n += 1) probe.see('httpError', 10, { cause: `check ${n}` });
    assert.ok(probe.finish().length <= 12 + 3);
  });

  it('what never ended has firsts only', () => {
    const probe = new Probe();
    for (let n = 0; n < 10; n += 1)
      probe.see('dropped', Number.NEGATIVE_INFINITY, { cause: 'in-flight limit', request: null, redirects: 2 });
    const told = probe.finish();
    assert.equal(told.length, 3);
    for (const { sample } of told) {
      assert.deepEqual([sample.sentMs, sample.responseMs, sample.serviceMs, sample.method, sample.path], [null, null, null, null, null]);
      assert.deepEqual([sample.status, sample.body, sample.connection], [null, null, null], 'its connection was of the request before');
      assert.equal(sample.redirects, undefined, 'they were of the request before');
    }
  });

  it('chooses as a sort would, whatever comes in whatever order', () => {
    const seen = fc.record({ outcome: fc.constantFrom<Outcome>('ok', 'httpError'), ms: fc.nat(30), cause: fc.constantFrom('a', 'b', 'c') });
    fc.assert(
      fc.property(fc.array(seen, { maxLength: 60 }), (all) => {
        const probe = new Probe();
        for (const [n, { outcome, ms, cause }] of all.entries())
          probe.see(outcome, ms, { intendedMs: n, ...(outcome === 'ok' ? {} : { cause }) });
        const told = probe.finish();
        for (const outcome of ['ok', 'httpError'] as const) {
          const mine = all.map((one, n) => ({ ...one, n })).filter((one) => one.outcome === outcome);
          const kept = told.filter(({ sample }) => sample.outcome === outcome);
          const slowest = mine.map(({ ms }) => ms).toSorted((a, b) => b - a);
          assert.deepEqual(
            times(kept)
              .toSorted((a, b) => (b ?? 0) - (a ?? 0))
              .slice(0, 3),
            slowest.slice(0, 3),
          );
          const groups = Map.groupBy(mine, ({ cause }) => (outcome === 'ok' ? 'ok' : cause));
          for (const group of groups.values())
            for (const { n } of group.slice(0, 3))
              assert.ok(kept.some(({ sample, kept: as }) => as === 'first' && sample.intendedMs === n));
          assert.equal(new Set(kept.map(({ sample }) => sample.intendedMs)).size, kept.length, 'none twice');
        }
      }),
    );
  });

  it('touches nothing of what it does not keep', () => {
    const probe = new Probe();
    for (let n = 0; n < 10_000; n += 1) probe.see('ok', 10 - n / 10_000);
    assert.equal(probe.copies, 6);
  });

  it('tells a part at a time, because sends are due meanwhile', () => {
    const probe = new Probe();
    for (const route of [0, 1])
      for (const cause of ['a', 'b', 'c', 'd']) for (let n = 0; n < 3; n += 1) probe.see('httpError', n, { route, cause });
    assert.ok(probe.flush(500).length < 24);
    probe.flush(1_000);
    assert.equal(probe.told.length, 24);
  });

  it('a held stage is not over', () => {
    const probe = new Probe();
    for (const ms of [1, 2, 3, 4]) probe.see('ok', ms);
    probe.flush(0);
    probe.clock.hold(900);
    assert.deepEqual(probe.flush(5_000), []);
    probe.clock.release(5_000);
    assert.deepEqual(times(probe.flush(6_000 + latestMs)), [4]);
  });
});
