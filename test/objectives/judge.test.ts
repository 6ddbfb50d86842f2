import assert from 'node:assert/strict';
import type { BreakerState } from '../../src/events/breaker-state.ts';
import type { Interval } from '../../src/events/event.ts';
import type { BreakerFacts, Measures, RecoveryFacts } from '../../src/objectives/measures.ts';
import { judged as verdict, judgedAs as is } from '../support/judged.ts';
import { neverOpened as never, tallyOf as tally } from '../support/measures.ts';

function move(instance: string, from: BreakerState, to: BreakerState, atMs: Interval): BreakerFacts['transitions'][number] {
  return { instance, from, to, atMs };
}

describe('judging measures', () => {
  it('holds a percentile to its bound, with its sample size', () => {
    assert.match(is('held', 'p99 < 100ms').actual ?? '', /^50 ms, n 1000$/);
    is('breached', 'p99 < 40ms');
    is('breached', 'p99 > 100ms');
  });

  it('breaches a percentile when more failed than it leaves out, however fast the rest was', () => {
    const judged = is('breached', 'p99 < 100ms', { tally: () => tally(980, 20, 1) });
    assert.match(judged.actual ?? '', /2 % failed/);
    assert.match(judged.reason ?? '', /^more failed than p99 leaves out/);
    is('held', 'p99 < 100ms', { tally: () => tally(991, 9, 1) });
    is('held', 'p95 < 100ms', { tally: () => tally(980, 20, 1) });
    is('breached', 'p99 < 100ms', { tally: () => tally(0, 200) });
  });

  it('does not judge a percentile on too few requests', () => {
    assert.match(is('inconclusive', 'p99 < 100ms', { tally: () => tally(99, 0) }).reason ?? '', /99 requests, it takes 100/);
    is('held', 'p99 < 100ms', { tally: () => tally(100, 0) });
    is('inconclusive', 'p99.9 < 100ms', { tally: () => tally(999, 0) });
  });

  it('holds shares to their bounds, and knows when too few requests could show them', () => {
    is('held', 'error rate < 1%', { tally: () => tally(995, 5) });
    is('breached', 'error rate < 1%', { tally: () => tally(90, 10) });
    is('inconclusive', 'error rate < 1%', { tally: () => tally(50, 0) });
    is('inconclusive', 'error rate < 1%', { tally: () => tally(0, 0) });
    is('held', 'availability > 99%', { tally: () => tally(995, 5) });
    is('breached', 'availability > 99%', { tally: () => tally(985, 15) });
  });

  it('leaves cancelled requests out and counts dropped ones as failed', () => {
    const made = tally(99, 0);
    made.intended = 200;
    made.outcomes.cancelled = 100;
    made.outcomes.dropped = 1;
    assert.match(verdict('error rate < 2%', { tally: () => made }).actual ?? '', /^1 %, n 100$/);
  });

  it('weighs by time where asked to', () => {
    const made = tally(1_000, 10);
    made.seconds.set(0, { due: 1_000, ok: 1_000, degraded: 0, shed: 0 });
    made.seconds.set(1, { due: 10, ok: 0, degraded: 0, shed: 0 });
    is('held', 'error rate < 2%', { tally: () => made });
    is('breached', 'error rate by time < 2%', { tally: () => made });
  });

  it('breaches by a window with few requests that is surely beyond, and does not hold where one may be', () => {
    const over = (...tallies: ReturnType<typeof tally>[]): Partial<Measures> => ({
      windows: () => tallies.map((made, index) => ({ fromMs: index * 10_000, tally: made })),
    });
    const [text, good] = ['error rate < 1% over any 10s', tally(200, 0)];
    assert.equal(is('held', text, over(good, tally(80, 0))).reason, '1 of 2 windows have fewer than 100 requests and were not judged');
    assert.equal(is('breached', text, over(good, tally(0, 80))).actual, '100 %, n 80, worst from 10 s to 20 s');
    is('breached', text, over(tally(0, 80)));
    is('breached', 'availability > 99% over any 10s', over(good, tally(0, 80)));
    // One of eighty is too many, but may be chance.
    const doubt = is('inconclusive', text, over(good, tally(79, 1)));
    assert.equal(doubt.reason, '1 of 2 windows have fewer than 100 requests and were not judged, 1 of them beyond the bound');
    is('inconclusive', text, over(good, tally(0, 1)));
    is('held', text, over(good, tally(0, 0)));
    // So it is with a percentile, which too few can't breach.
    is('inconclusive', 'p99 < 100ms over any 10s', over(good, tally(0, 80)));
    is('inconclusive', 'p99 < 100ms over any 10s', over(good, tally(79, 1)));
    is('inconclusive', 'p99 < 100ms over any 10s', over(good, tally(80, 0, 200)));
    is('held', 'p99 < 100ms over any 10s', over(good, tally(80, 0)));
  });

  it('measures rates per second', () => {
    is('held', 'goodput > 99/s');
    is('breached', 'goodput > 101/s');
    is('breached', 'rate >= 101/s', { tally: () => tally(1_000, 0) });
  });

  it('knows a rate of nothing for a number', () => {
    is('breached', 'goodput > 1/s', { tally: () => tally(0, 0) });
    is('held', 'rate < 1/s', { tally: () => tally(0, 0) });
  });

  it('does not hold what was cut short, but breaches it', () => {
    const cut = { cut: 'the run was aborted' };
    assert.equal(is('inconclusive', 'error rate < 1% during peak', { tally: () => tally(1_000, 0, 50, cut) }).reason, cut.cut);
    is('breached', 'error rate < 1% during peak', { tally: () => tally(900, 100, 50, cut) });
    is('inconclusive', 'error rate < 1% during peak', { tally: () => ({ missing: 'never began' }) });
  });
});

describe('judging breakers', () => {
  const opens = (...transitions: BreakerFacts['transitions']): Partial<Measures> => ({
    breaker: () => ({ ...never, instances: ['a', 'b'], transitions }),
  });

  it('counts `opens` from the confirmed injection, and knows an interval from a moment', () => {
    const text = 'breaker x opens within 5s after slow';
    is('held', text, opens(move('a', 'closed', 'open', [22_000, 22_500])));
    is('breached', text, opens(move('a', 'closed', 'open', [25_020, 26_000])));
    is('inconclusive', text, opens(move('a', 'closed', 'open', [24_000, 26_000])));
    is('breached', text, opens());
  });

  it('asks for as many instances as said', () => {
    const one = opens(move('a', 'closed', 'open', [21_000, 21_100]));
    is('held', 'breaker x opens on 50% within 5s after slow', one);
    assert.equal(is('breached', 'breaker x opens on all within 5s after slow', one).actual, '1 of 2 instances');
  });

  it('counts an instance that is not known for neither side', () => {
    const silent = (instance: string): BreakerFacts['silences'][number] => ({ instance, atMs: [0, 90_000] });
    const open = (instance: string): BreakerFacts['transitions'][number] => move(instance, 'closed', 'open', [21_000, 21_100]);
    const four = (silences: BreakerFacts['silences'], ...transitions: BreakerFacts['transitions']): Partial<Measures> => ({
      breaker: () => ({ ...never, instances: ['a', 'b', 'c', 'd'], silences, transitions }),
    });
    const half = 'breaker x opens on 50% within 5s after slow';
    const judged = is('inconclusive', half, four([silent('c'), silent('d')], open('a')));
    assert.deepEqual(
      [judged.actual, judged.reason],
      ['1 of 4 instances', '2 of 4 instances are not known: its source did not answer all the time'],
    );
    is('held', half, four([silent('c'), silent('d')], open('a'), open('b')));
    is('breached', half, four([silent('d')]));
    is('breached', half, four([], open('a')));
    is('inconclusive', 'breaker x opens within 5s after slow', four([silent('d')]));
    is('held', 'breaker x opens within 5s after slow', four([silent('d')], open('a')));
    is('breached', 'breaker x opens on all within 5s after slow', four([silent('d')], open('a')));
    // One that opened though it was silent at other times is known.
    is('held', 'breaker x opens on 50% within 5s after slow', four([silent('b'), silent('c'), silent('d')], open('a'), open('b')));
  });

  it('minds a silence in the time that is asked about, and no other', () => {
    const silentAt = (atMs: Interval): Partial<Measures> => ({ breaker: () => ({ ...never, silences: [{ instance: 'a', atMs }] }) });
    const text = 'breaker x opens within 5s after slow';
    is('breached', text, silentAt([5_000, 19_000]));
    is('breached', text, silentAt([26_000, 30_000]));
    is('inconclusive', text, silentAt([24_000, 24_500]));
    is('held', 'breaker x stays closed', { ...silentAt([5_000, 6_000]), window: () => [20_000, 40_000] });
    is('inconclusive', 'breaker x stays closed', { ...silentAt([39_000, 60_000]), window: () => [20_000, 40_000] });
    is('held', 'breaker x trips at most 1', { ...silentAt([5_000, 6_000]), window: () => [20_000, 40_000] });
    is('inconclusive', 'breaker x trips at most 1', { ...silentAt([39_000, 60_000]), window: () => [20_000, 40_000] });
    // A trip after the bound may have been the second one.
    const late = [move('a', 'closed', 'open', [27_000, 27_100])];
    is('breached', text, { breaker: () => ({ ...never, transitions: late }) });
    is('inconclusive', text, { breaker: () => ({ ...never, transitions: late, silences: [{ instance: 'a', atMs: [22_000, 23_000] }] }) });
  });

  it('begins with the sending of the call, and ends when the bound is over', () => {
    const text = 'breaker x opens within 5s after slow';
    is('breached', text, { endMs: 25_010 });
    is('inconclusive', text, { endMs: 25_009 });
    const silentAt = (...atMs: Interval): Partial<Measures> => ({ breaker: () => ({ ...never, silences: [{ instance: 'a', atMs }] }) });
    is('inconclusive', text, silentAt(25_010, 30_000));
    is('breached', text, silentAt(25_011, 30_000));
    is('inconclusive', text, silentAt(10_000, 20_000));
    is('breached', text, silentAt(10_000, 19_999));
    assert.match(is('inconclusive', text, opens(move('a', 'closed', 'open', [19_000, 19_999]))).reason ?? '', /open already/);
    is('breached', text, opens(move('a', 'closed', 'open', [5_000, 5_100]), move('a', 'half-open', 'closed', [19_000, 19_999])));
    // Of another instance nothing follows.
    is('inconclusive', text, opens(move('b', 'closed', 'open', [19_000, 19_999])));
  });

  it('knows of a breaker without a series that it never opened', () => {
    const none: Partial<Measures> = { breaker: () => ({ ...never, instances: [] }) };
    assert.equal(is('held', 'breaker x closes within 5s after slow', none).actual, 'closed throughout');
    assert.equal(is('breached', 'breaker x opens within 5s after slow', none).actual, 'never opened');
    is('breached', 'breaker x opens within 5s after slow', { ...none, endMs: 25_010 });
    is('inconclusive', 'breaker x opens within 5s after slow', { ...none, endMs: 25_009 });
    is('held', 'breaker x stays closed', none);
    is('held', 'breaker x trips at most 0', none);
    is('held', 'breaker x trips at most 0 on all', none);
  });

  it('asks of `closes` what was open at the removal, and only that', () => {
    const text = 'breaker x closes within 5s after slow';
    const one = (...transitions: BreakerFacts['transitions']): Partial<Measures> => ({ breaker: () => ({ ...never, transitions }) });
    const open = move('a', 'closed', 'open', [21_000, 21_100]);
    assert.equal(is('held', text, one(open, move('a', 'half-open', 'closed', [39_000, 39_999]))).actual, '0 ms');
    assert.equal(is('held', text, one(open, move('a', 'half-open', 'closed', [39_000, 40_000]))).actual, '0 ms');
    assert.equal(is('held', text, one(open, move('a', 'half-open', 'closed', [41_010, 42_010]))).actual, '1 s to 2 s');
    assert.equal(is('breached', text, one(open, move('a', 'open', 'half-open', [41_010, 42_010]))).actual, 'never closed again');
    // It was open when it was first seen.
    is('held', text, one(move('a', 'half-open', 'closed', [41_010, 42_010])));
    is('breached', text, one(move('a', 'open', 'half-open', [41_010, 42_010])));
    const silent: Partial<Measures> = { breaker: () => ({ ...never, silences: [{ instance: 'a', atMs: [40_005, 40_006] }] }) };
    is('inconclusive', text, silent);
    is('breached', text, { ...one(open), endMs: 45_010 });
    is('inconclusive', text, { ...one(open), endMs: 45_009 });
  });

  it('asks of `closes` that it is closed when the bound is over, whatever it did before', () => {
    const text = 'breaker x closes within 5s after slow';
    const one = (...transitions: BreakerFacts['transitions']): Partial<Measures> => ({ breaker: () => ({ ...never, transitions }) });
    const [open, closed] = [move('a', 'closed', 'open', [21_000, 21_100]), move('a', 'half-open', 'closed', [41_010, 41_020])];
    const openAt = (...atMs: Interval): BreakerFacts['transitions'][number] => move('a', 'closed', 'open', atMs);
    const closedAt = (...atMs: Interval): BreakerFacts['transitions'][number] => move('a', 'half-open', 'closed', atMs);
    // Closed at the removal, and tripped after it.
    assert.equal(is('breached', text, one(openAt(41_010, 42_010))).actual, 'never closed again');
    assert.equal(is('held', text, one(openAt(41_010, 42_010), closedAt(43_010, 43_010))).actual, '3 s');
    // Closed in time, and tripped again.
    is('breached', text, one(open, closed, openAt(42_010, 42_020)));
    assert.equal(is('held', text, one(open, closed, openAt(42_010, 42_020), closedAt(44_010, 44_010))).actual, '4 s');
    assert.equal(is('breached', text, one(open, closed, openAt(42_010, 42_020), closedAt(46_010, 46_010))).actual, '6 s');
    // What comes after the bound is not asked.
    assert.equal(is('held', text, one(open, closed, openAt(45_011, 45_020))).actual, '1 s to 1.01 s');
    is('breached', text, one(open, closed, openAt(45_000, 45_010)));
    const perhaps = is('inconclusive', text, one(open, closed, openAt(44_500, 45_500)));
    assert.match(perhaps.reason ?? '', /opened again at 44\.5 s to 45\.5 s, which may be after the bound/);
    is('inconclusive', text, one(open, closedAt(45_010, 45_011)));
    is('inconclusive', text, one(open, closed, openAt(44_000, 45_020), closedAt(45_000, 45_030)));
    // Nobody knows whether it is closed still where it is silent then.
    const silent = (...atMs: Interval): Partial<Measures> => ({
      breaker: () => ({ ...never, transitions: [open, closed], silences: [{ instance: 'a', atMs }] }),
    });
    is('inconclusive', text, silent(42_000, 60_000));
    is('held', text, silent(42_000, 45_009));
    is('held', text, silent(45_011, 60_000));
  });

  it('asks a share of the instances to stay closed, or to keep to so many trips', () => {
    const [a, b] = [move('a', 'closed', 'open', [21_000, 21_100]), move('b', 'closed', 'open', [22_000, 22_100])];
    is('held', 'breaker x stays closed on 50%', opens(a));
    is('breached', 'breaker x stays closed on 51%', opens(a));
    is('held', 'breaker x stays closed on any', opens(a));
    is('breached', 'breaker x stays closed on any', opens(a, b));
    const again = move('a', 'half-open', 'open', [24_000, 24_100]);
    is('breached', 'breaker x trips at most 2', opens(a, b, again));
    assert.match(is('breached', 'breaker x trips at most 1 on all', opens(a, b, again)).actual ?? '', /^1 of 2 instances \(2 on a\)$/);
    is('held', 'breaker x trips at most 1 on 50%', opens(a, b, again));
    is('held', 'breaker x trips at most 2 on all', opens(a, b, again));
  });

  it('leaves open what may lie outside of the time, which begins and ends with it', () => {
    const during = (...transitions: BreakerFacts['transitions']): Partial<Measures> => ({
      ...opens(...transitions),
      window: () => [20_000, 40_000],
    });
    const at = (atMs: Interval): Partial<Measures> => during(move('a', 'closed', 'open', atMs));
    const none = 'breaker x trips at most 0';
    assert.equal(is('inconclusive', none, at([39_000, 41_000])).actual, '0 to 1');
    is('inconclusive', none, at([40_000, 41_000]));
    is('held', none, at([40_001, 41_000]));
    is('held', 'breaker x trips at most 1', at([39_000, 41_000]));
    is('breached', none, at([20_000, 40_000]));
    is('inconclusive', none, at([19_000, 20_000]));
    is('held', none, at([18_000, 19_999]));
    const two = during(move('a', 'closed', 'open', [22_000, 22_100]), move('a', 'half-open', 'open', [39_000, 41_000]));
    assert.equal(is('inconclusive', 'breaker x trips at most 1', two).actual, '1 to 2');
    is('breached', none, two);
    assert.equal(is('breached', 'breaker x stays closed', at([20_000, 40_000])).actual, '1 of 2 instances (opened at 20 s to 40 s)');
    is('inconclusive', 'breaker x stays closed', at([19_000, 20_000]));
    is('breached', 'breaker x stays closed', at([18_000, 19_999]));
  });

  it('says it of one instance as of a breaker, and of several how many', () => {
    const one = (...transitions: BreakerFacts['transitions']): Partial<Measures> => ({ breaker: () => ({ ...never, transitions }) });
    assert.equal(is('held', 'breaker x stays closed', one()).actual, 'closed');
    assert.equal(is('held', 'breaker x stays closed', opens()).actual, 'closed');
    const open = move('a', 'closed', 'open', [21_000, 22_000]);
    assert.equal(is('breached', 'breaker x stays closed', one(open)).actual, 'opened at 21 s to 22 s');
    assert.equal(is('breached', 'breaker x stays closed', opens(open)).actual, '1 of 2 instances (opened at 21 s to 22 s)');
    const silent = { breaker: () => ({ ...never, silences: [{ instance: 'a', atMs: [0, 90_000] as Interval }] }) };
    const why = 'its source did not answer all the time';
    for (const text of ['breaker x stays closed', 'breaker x closes within 5s after slow']) {
      const { actual, reason } = is('inconclusive', text, silent);
      assert.deepEqual([actual, reason], [null, why], text);
    }
    assert.equal(is('inconclusive', 'breaker x trips at most 1', silent).reason, why);
  });

  it('minds the silence and the state of each instance by itself', () => {
    const both = (...transitions: BreakerFacts['transitions']): Partial<Measures> => ({
      breaker: () => ({ ...never, instances: ['a', 'b'], silences: [{ instance: 'b', atMs: [0, 90_000] }], transitions }),
      window: () => [20_000, 40_000],
    });
    is('inconclusive', 'breaker x stays closed on any', both(move('a', 'closed', 'open', [1_000, 1_100])));
    is('held', 'breaker x stays closed on any', both());
    const trips = [move('a', 'closed', 'open', [21_000, 21_100]), move('a', 'half-open', 'open', [23_000, 23_100])];
    is('inconclusive', 'breaker x trips at most 1 on 50%', both(...trips));
    is('held', 'breaker x trips at most 2 on 50%', both(...trips));
    is('inconclusive', 'breaker x trips at most 2', both(...trips));
  });

  it('does not take an old trip for a new one', () => {
    is('inconclusive', 'breaker x opens within 5s after slow', opens(move('a', 'closed', 'open', [10_000, 10_100])));
  });

  it('does not put down to the fault a trip that may be older', () => {
    const text = 'breaker x opens within 5s after slow';
    const trips = (...times: Interval[]): Partial<Measures> => opens(...times.map((atMs) => move('a', 'closed', 'open', atMs)));
    assert.equal(
      is('inconclusive', text, trips([10_000, 20_100])).reason,
      '1 of 2 instances are not known: it may have opened before the fault',
    );
    is('inconclusive', text, trips([19_999, 20_000]));
    is('held', text, trips([20_000, 20_001]));
    // One that is surely after it answers for itself where it is in time.
    assert.equal(is('held', text, trips([10_000, 20_100], [22_010, 22_010])).actual, '2 s');
    is('inconclusive', text, trips([10_000, 20_100], [26_000, 26_100]));
    is('breached', text, trips([10_000, 19_999], [26_000, 26_100]));
  });

  it('is inconclusive where the source was silent or the watch too short', () => {
    is('inconclusive', 'breaker x opens within 5s after slow', { breaker: () => ({ ...never, answered: false }) });
    is('inconclusive', 'breaker x opens within 5s after slow', {
      breaker: () => ({ ...never, silences: [{ instance: 'a', atMs: [0, 90_000] }] }),
    });
    is('inconclusive', 'breaker x opens within 5s after slow', { endMs: 22_000 });
    is('inconclusive', 'breaker x closes within 5s after slow', { fault: () => ({ injectedAtMs: [1, 2], removedAtMs: null }) });
    is('inconclusive', 'breaker x opens within 5s after slow', { fault: () => ({ missing: 'never injected' }) });
  });

  it('counts `closes` from the confirmed removal, on every instance', () => {
    const text = 'breaker x closes within 5s after slow';
    const [a, b] = [move('a', 'closed', 'open', [21_000, 21_100]), move('b', 'closed', 'open', [21_000, 21_100])];
    is('held', text, opens(a, b, move('a', 'half-open', 'closed', [41_000, 41_100]), move('b', 'half-open', 'closed', [43_000, 43_100])));
    is(
      'breached',
      text,
      opens(a, b, move('a', 'half-open', 'closed', [41_000, 41_100]), move('b', 'half-open', 'closed', [47_000, 47_100])),
    );
    is('breached', text, opens(a));
    is('held', text, opens());
  });

  it('judges `stays closed`', () => {
    const text = 'breaker x stays closed';
    is('held', text);
    is('breached', text, opens(move('a', 'closed', 'open', [21_000, 21_100])));
    is('inconclusive', text, { ...opens(move('a', 'closed', 'open', [19_900, 20_100])), window: () => [20_000, 40_000] });
    is('breached', text, { ...opens(move('a', 'closed', 'open', [1_000, 1_100])), window: () => [20_000, 40_000] });
    is('inconclusive', text, { breaker: () => ({ ...never, silences: [{ instance: 'a', atMs: [0, 90_000] }] }) });
  });

  it('counts trips, half-open to open included', () => {
    const trips = [
      move('a', 'closed', 'open', [21_000, 21_100]),
      move('a', 'half-open', 'open', [24_000, 24_100]),
      move('a', 'half-open', 'closed', [26_000, 26_100]),
    ];
    is('held', 'breaker x trips at most 2', opens(...trips));
    is('breached', 'breaker x trips at most 1', opens(...trips));
    is('inconclusive', 'breaker x trips at most 2', { breaker: () => ({ ...never, atLeast: true, transitions: trips }) });
    is('breached', 'breaker x trips at most 1', { breaker: () => ({ ...never, atLeast: true, transitions: trips }) });
  });
});

describe('judging recovery', () => {
  const recovery = (facts: Partial<RecoveryFacts>): Partial<Measures> => ({
    recovery: () => [
      {
        scope: 'checkout',
        status: 'recovered',
        recoveryMs: null,
        censoredAtMs: null,
        uncertaintyMs: null,
        degradedForMs: null,
        reason: null,
        ...facts,
      },
    ],
  });
  const text = 'checkout recovers within 15s after slow';

  it('holds, breaches or leaves open by the interval', () => {
    assert.equal(is('held', text, recovery({ recoveryMs: 4_000, uncertaintyMs: 200 })).actual, '4 s ±200 ms');
    is('breached', text, recovery({ recoveryMs: 16_000, uncertaintyMs: 200 }));
    is('inconclusive', text, recovery({ recoveryMs: 14_900, uncertaintyMs: 200 }));
  });

  it('takes censored at or beyond the bound as breached, below it as open', () => {
    assert.equal(is('breached', text, recovery({ status: 'censored', censoredAtMs: 15_000 })).actual, '> 15 s');
    is('inconclusive', text, recovery({ status: 'censored', censoredAtMs: 14_000 }));
  });

  it('knows the other ends', () => {
    is('breached', text, recovery({ status: 'relapsed', censoredAtMs: 3_000 }));
    is('held', text, recovery({ status: 'never-degraded' }));
    is('held', text, recovery({ status: 'recovered-before-clear' }));
    is('inconclusive', text, recovery({ status: 'insufficient-data', reason: 'too few' }));
    is('inconclusive', text);
  });

  it('takes the worst of all faults where none is named', () => {
    const each = (status: RecoveryFacts['status']): RecoveryFacts[] => [
      { scope: 'x', status, recoveryMs: null, censoredAtMs: 99_000, uncertaintyMs: null, degradedForMs: null, reason: 'why' },
    ];
    const both: Partial<Measures> = { faults: ['one', 'two'], recovery: (fault) => each(fault === 'one' ? 'never-degraded' : 'censored') };
    is('breached', 'recovers within 15s', both);
    is('inconclusive', 'recovers within 15s', { faults: [] });
  });

  it('judges how long it was bad', () => {
    const degrades = 'checkout degrades at most 10s after slow';
    is('held', degrades, recovery({ degradedForMs: 4_000, uncertaintyMs: 200 }));
    is('breached', degrades, recovery({ degradedForMs: 12_000, uncertaintyMs: 200 }));
    is('held', degrades, recovery({ status: 'recovered-before-clear', degradedForMs: 1_500, uncertaintyMs: 200 }));
    is('inconclusive', degrades, recovery({ status: 'censored', degradedForMs: 9_000 }));
    is('breached', degrades, recovery({ status: 'censored', degradedForMs: 30_000 }));
    is('held', degrades, recovery({ status: 'never-degraded', degradedForMs: 0 }));
    is('inconclusive', degrades, recovery({ status: 'insufficient-data' }));
  });
});

describe('judging orders', () => {
  const orders = (lost: string[], duplicated: string[], settled = true): Partial<Measures> => ({
    orders: () => ({ lost, duplicated, settled }),
  });

  it('holds none lost, and names the ones that were', () => {
    is('held', 'no acknowledged order is lost', orders([], ['x']));
    assert.match(
      is('breached', 'no acknowledged order is lost', orders(['o1', 'o2', 'o3', 'o4'], [])).reason ?? '',
      /o1, o2, o3, and 1 more/,
    );
    is('inconclusive', 'no acknowledged order is lost', orders(['o1'], [], false));
    is('breached', 'no acknowledged order is duplicated', orders([], ['o1']));
    // A page that moved while it was read shows an order twice.
    is('inconclusive', 'no acknowledged order is duplicated', orders([], ['o1'], false));
    is('inconclusive', 'no acknowledged order is lost');
  });
});
