import assert from 'node:assert/strict';
import { analyse } from '../../src/analysis/analyse.ts';
import type { Analysis } from '../../src/analysis/analysis.ts';
import type { Event } from '../../src/events/event.ts';
import { around, journey, latencyFault, planOf, stage, syntheticLog, type Met, type SyntheticOptions } from '../support/synthetic-log.ts';

const stages = [stage('baseline', 20, 100), stage('peak', 30, 100)];
const faults = [latencyFault('slow', 30_000, 5_000)];
const failing =
  (fromMs: number, toMs: number): SyntheticOptions['meets'] =>
  ({ tMs }, random) =>
    tMs >= fromMs && tMs < toMs ? { outcome: 'reset', ms: 2 } : { ms: around(20, random) };

function verdicts(objectives: readonly string[], more: Partial<SyntheticOptions>, also: readonly Event[] = []): Analysis['objectives'] {
  const log = syntheticLog({ stages, faults, meets: failing(0, 0), objectives, ...more });
  return analyse([...log, ...also]).objectives;
}

function verdict(text: string, more: Partial<SyntheticOptions> = {}, also: readonly Event[] = []): string {
  return verdicts([text], more, also)[0]?.verdict ?? '';
}

describe('objectives over a run', () => {
  it('leave the first 3 s of the baseline out, of that stage only', () => {
    const meets = failing(0, 3_000);
    assert.equal(verdict('error rate < 1% during baseline', { meets }), 'held');
    assert.equal(verdict('error rate < 1%', { meets }), 'breached');
    assert.equal(verdict('error rate < 1% during peak', { meets: failing(20_000, 23_000) }), 'breached');
  });

  it('take the window of a fault, and the time after it to the end', () => {
    const meets = failing(30_000, 35_000);
    assert.equal(verdict('error rate > 95% during slow', { meets }), 'held');
    assert.equal(verdict('error rate < 1% after slow', { meets }), 'held');
    assert.equal(verdict('error rate < 1% after slow', { meets: failing(30_000, 36_000) }), 'breached');
    assert.equal(verdict('error rate < 1% during slow', { meets: failing(36_000, 40_000) }), 'held');
  });

  it('take a fault from the middle of its first 200 ms to the middle of its last', () => {
    const counted = (confirmedMs: number, sentMs: number): string | undefined => {
      const slow = latencyFault('slow', confirmedMs, sentMs - confirmedMs);
      return verdicts(['error rate < 1% during slow'], { faults: [slow], callMs: 0 })[0]?.actual?.replace(/^0 %, /, '');
    };
    // 20 requests a bin.
    assert.equal(counted(30_080, 35_080), 'n 500');
    assert.equal(counted(30_120, 35_080), 'n 480');
    assert.equal(counted(30_080, 35_120), 'n 520');
    assert.equal(counted(30_120, 35_120), 'n 500');
  });

  it('on a fault that was never injected say why that one was not', () => {
    const two = [latencyFault('slow', 30_000, 5_000), latencyFault('other', 40_000, 5_000)];
    const skipped = ['other', 'slow'].map((fault): Event => ({ tMs: 30_000, type: 'fault-skipped', fault, why: `${fault} had no link` }));
    const log = (objectives: readonly string[]) =>
      analyse([
        ...syntheticLog({ stages, faults: two, meets: failing(0, 0), objectives }).filter(({ type }) => !type.startsWith('fault-')),
        ...skipped,
      ]).objectives;
    const reason = 'slow was never injected: slow had no link';
    for (const text of ['error rate < 1% during slow', 'error rate < 1% after slow', 'recovers within 5s after slow'])
      assert.deepEqual([log([text])[0]?.verdict, log([text])[0]?.reason], ['inconclusive', reason], text);
  });

  it('that were not to be proved say why beside what was too little, and nothing where they are decided', () => {
    const reasonOf = (text: string, provable: boolean, reason: string | null): string | null | undefined => {
      const [planned] = planOf({ stages, faults, objectives: [text] }).objectives;
      assert.ok(planned);
      return verdicts([], { plan: { objectives: [{ ...planned, provable, reason }] } })[0]?.reason;
    };
    const few = /^\d+ requests, it takes 10000/;
    const why = 'too few for that';
    assert.match(reasonOf('p99.99 < 1s during slow', true, null) ?? '', new RegExp(`${few.source}[^()]*$`));
    assert.match(reasonOf('p99.99 < 1s during slow', true, why) ?? '', new RegExp(`${few.source}[^()]*$`));
    assert.match(reasonOf('p99.99 < 1s during slow', false, why) ?? '', new RegExp(`${few.source}[^()]* \\(${why}\\)$`));
    assert.match(reasonOf('p99.99 < 1s during slow', false, null) ?? '', new RegExp(`${few.source}[^()]*$`));
    for (const text of ['error rate < 1%', 'error rate > 1%']) assert.equal(reasonOf(text, false, why), null);
  });

  it('of a budget are judged where arrivals come by the clock, and there alone', () => {
    const budget = 'error budget of 99% spent at most 50%';
    assert.equal(verdict(budget), 'held');
    const users = stages.map((one) => ({ ...one, users: 20 }));
    const closed = verdicts([budget], { stages: users })[0];
    assert.equal(closed?.verdict, 'inconclusive');
    assert.match(closed?.reason ?? '', /^in a closed model/);
  });

  it('add up a journey, and prefer a route of the same name', () => {
    const journeys = [journey('buy', 1, [{ route: 'cart' }, { route: 'checkout' }]), journey('cart', 1, [{ route: 'home' }])];
    const meets: SyntheticOptions['meets'] = ({ route }) => (route === 'checkout' ? { outcome: 'httpError', ms: 5 } : { ms: 5 });
    const actual = (text: string): string | null => verdicts([text], { journeys, meets })[0]?.actual ?? null;
    assert.match(actual('error rate of buy < 1%') ?? '', /^50 %/);
    assert.match(actual('error rate of cart < 1%') ?? '', /^0 %/);
  });

  it('measure rates over the time they were offered in', () => {
    assert.equal(verdict('goodput > 98/s during peak'), 'held');
    assert.equal(verdict('goodput > 102/s during peak'), 'breached');
  });

  describe('of journeys that go on after the last stage', () => {
    const journeys = [journey('visit', 1, [{ route: 'home', thinkMs: 31_000 }, { route: 'pay' }])];
    const meets: SyntheticOptions['meets'] = ({ route }) => (route === 'pay' ? { outcome: 'httpError', ms: 5 } : { ms: 5 });
    const late = { journeys, meets, stages: [stage('peak', 30, 10)], faults: [latencyFault('slow', 20_000, 5_000)] };
    const found = (text: string, more: Partial<SyntheticOptions> = {}): Analysis['objectives'][number] | undefined =>
      verdicts([text], { ...late, ...more })[0];

    it('cover every intended request, over the run, in the last stage and after a fault', () => {
      for (const during of ['', ' during peak']) {
        const judged = found(`error rate < 1%${during}`);
        assert.deepEqual([judged?.verdict, judged?.actual], ['breached', '50 %, n 600']);
      }
      // 5 s of home, and all of pay.
      const after = found('error rate < 1% after slow');
      assert.equal(after?.verdict, 'breached');
      assert.match(after?.actual ?? '', /^85\.\d+ %, n 3[45]\d$/);
    });

    it('judge a route whose requests all come later', () => {
      const judged = found('error rate of pay < 1%');
      assert.deepEqual([judged?.verdict, judged?.actual], ['breached', '100 %, n 300']);
    });

    it('count those in a fault that was still in when they came', () => {
      const events = syntheticLog({ ...late, objectives: ['error rate < 1% during slow'] }).map((event) =>
        event.type === 'fault-removed' ? { ...event, tMs: 50_000, sentMs: 49_998, confirmedMs: 50_000 } : event,
      );
      const judged = analyse(events).objectives[0];
      // 10 s of home, 19 s of pay.
      assert.equal(judged?.verdict, 'breached');
      assert.match(judged?.actual ?? '', /^6[56]/);
    });

    it('take rates over the time in which load was offered', () => {
      assert.match(found('goodput > 9/s', { meets: () => ({ ms: 5 }) })?.actual ?? '', /^10\/s/);
      assert.match(found('rate > 9/s during peak')?.actual ?? '', /^10\/s/);
    });

    it('hold nothing in the last stage of a run that was stopped while they went on', () => {
      const abort: Event = { tMs: 40_000, type: 'abort', rule: 'r', reason: 'why' };
      const judged = verdicts(['error rate < 1% during peak'], { ...late, meets: () => ({ ms: 5 }), killedAtMs: 40_000 }, [abort])[0];
      assert.deepEqual([judged?.verdict, judged?.reason], ['inconclusive', 'the run was aborted']);
    });
  });

  it('hold nothing in a stage that was cut short or never began', () => {
    const stop: readonly Event[] = [{ tMs: 25_000, type: 'abort', rule: 'r', reason: 'why' }];
    const found = verdicts(
      ['error rate < 1% during baseline', 'error rate < 1% during peak', 'error rate < 1% after slow'],
      { killedAtMs: 25_000 },
      stop,
    );
    assert.deepEqual(
      found.map(({ verdict }) => verdict),
      ['held', 'inconclusive', 'inconclusive'],
    );
    assert.match(found[1]?.reason ?? '', /the run was aborted/);
  });

  it('read what was persisted', () => {
    const reconciled = (lost: string[]): Event => ({
      tMs: 60_000,
      type: 'reconciled',
      acknowledged: 5,
      persisted: 5,
      lost,
      duplicated: [],
      unacknowledged: 0,
      reads: 1,
      settled: true,
    });
    assert.equal(verdict('no acknowledged order is lost', {}, [reconciled([])]), 'held');
    assert.equal(verdict('no acknowledged order is lost', {}, [reconciled(['o-1'])]), 'breached');
    assert.equal(
      verdict('no acknowledged order is lost', {}, [{ tMs: 60_000, type: 'reconcile-failed', reason: 'status 500' }]),
      'inconclusive',
    );
  });

  it('judge recovery of a route, of a journey and of the worst', () => {
    const journeys = [journey('browse', 1, [{ route: 'home' }]), journey('buy', 1, [{ route: 'checkout' }])];
    const meets: SyntheticOptions['meets'] = ({ route, tMs }, random) =>
      route === 'checkout' && tMs >= 30_000 && tMs < 39_000 ? { outcome: 'reset', ms: 2 } : { ms: around(20, random) };
    const more = { journeys, meets, stages: [stage('baseline', 20, 300), stage('peak', 30, 300)] };
    const found = verdicts(
      [
        'home recovers within 2s after slow',
        'checkout recovers within 2s after slow',
        'buy recovers within 6s after slow',
        'recovers within 2s',
        'degrades at most 8s after slow',
      ],
      more,
    );
    assert.deepEqual(
      found.map(({ verdict }) => verdict),
      ['held', 'breached', 'held', 'breached', 'breached'],
    );
  });
});

describe('recovery of several routes, as objectives ask for it', () => {
  const failed: Met = { outcome: 'httpError', ms: 3 };
  const judged = (text: string, [home, checkout]: [number, number], bad: Record<string, (tMs: number) => boolean>, clearMs: number) => {
    const [found] = verdicts([text], {
      stages: [stage('baseline', 20, 200), stage('peak', 40, 200)],
      faults: [latencyFault('slow', 25_000, clearMs - 25_000)],
      journeys: [journey('browse', home, [{ route: 'home' }]), journey('buy', checkout, [{ route: 'checkout' }])],
      meets: ({ route, tMs }, random) => (bad[route]?.(tMs) ? failed : { ms: around(20, random) }),
    });
    return [found?.verdict, found?.actual?.replace(/ ±.*,/, ',')];
  };

  it('is of the one that was bad for longest, whichever took longest to recover', () => {
    const bad = {
      home: (tMs: number) => tMs >= 25_000 && tMs < 45_000,
      checkout: (tMs: number) => tMs >= 48_000 && tMs < 51_000,
    };
    const [verdict, actual] = judged('degrades at most 10s after slow', [50, 50], bad, 50_000);
    assert.equal(verdict, 'breached');
    assert.match(actual ?? '', /^(20|19\.9\d*) s, home$/);
  });

  it('sees a relapse beside what never came back', () => {
    const bad = { home: (tMs: number) => tMs >= 25_000, checkout: (tMs: number) => (tMs >= 25_000 && tMs < 33_500) || tMs >= 50_000 };
    assert.deepEqual(judged('recovers within 40s after slow', [50, 50], bad, 33_000), ['breached', 'relapsed, checkout']);
  });

  it('sees that a small route was surely bad for longer, though nobody knows when it was good', () => {
    const bad = {
      home: (tMs: number) => tMs >= 25_000 && tMs < 33_500,
      checkout: (tMs: number) => tMs >= 25_000 && tMs < 44_000,
    };
    const found = ['recovers within 5s after slow', 'degrades at most 15s after slow'].map((text) => judged(text, [96, 4], bad, 33_000));
    assert.deepEqual(
      found.map(([verdict]) => verdict),
      ['breached', 'breached'],
    );
    assert.match(found[0]?.[1] ?? '', /^> 1[01](\.\d+)? s$/);
    assert.match(found[1]?.[1] ?? '', /^> 1[89](\.\d+)? s$/);
    assert.deepEqual(judged('recovers within 20s after slow', [96, 4], bad, 33_000)[0], 'inconclusive');
  });
});

describe('recovery where what comes after has a load that there was not before', () => {
  const judged = (peakSeconds: number, fails: (tMs: number) => boolean, objective = 'recovers within 10s after slow') =>
    verdicts([objective], {
      stages: [stage('baseline', 20, 200), stage('peak', peakSeconds, 200), stage('calm', 20, 100)],
      faults: [latencyFault('slow', 25_000, 8_000)],
      meets: ({ tMs }, random) => (fails(tMs) ? { outcome: 'httpError', ms: 3 } : { ms: around(20, random) }),
    })[0];
  const inFault = (tMs: number): boolean => tMs >= 25_000 && tMs < 33_500;

  it('is not said of what fails then, though it was good before', () => {
    const found = judged(20, (tMs) => inFault(tMs) || tMs >= 40_000);
    assert.equal(found?.verdict, 'inconclusive');
    assert.match(
      found?.reason ?? '',
      /^all 2\d{3} requests of home failed from 40 s to 1 m 00 s, at a load that there was not before the fault$/,
    );
  });

  it('is breached all the same where it was too late or bad for too long', () => {
    const fails = (tMs: number): boolean => inFault(tMs) || tMs >= 40_000;
    assert.equal(judged(20, fails, 'recovers within 50ms after slow')?.verdict, 'breached');
    assert.equal(judged(20, fails, 'degrades at most 5s after slow')?.verdict, 'breached');
  });

  it('is not said of what never degraded while it could be judged', () => {
    assert.equal(judged(13, (tMs) => tMs >= 33_000)?.verdict, 'inconclusive');
  });

  it('is judged where nothing fails then', () => assert.equal(judged(20, inFault)?.verdict, 'held'));
});

describe('objectives over any window of a run', () => {
  const meets = failing(30_000, 32_000);
  const found = (text: string, more: Partial<SyntheticOptions> = {}): Analysis['objectives'][number] | undefined =>
    verdicts([text], { meets, ...more })[0];

  it('find what the whole averages away, and say when', () => {
    assert.equal(verdict('error rate < 10% during peak', { meets }), 'held');
    const { verdict: judged, actual } = found('error rate < 10% over any 5s during peak') ?? {};
    assert.equal(judged, 'breached');
    assert.match(actual ?? '', /^40 %, n 500, worst from 27 s to 32 s$/);
    assert.equal(verdict('error rate < 10% over any 5s during baseline', { meets }), 'held');
    assert.equal(verdict('error rate < 10% over any 5s', { meets }), 'breached');
  });

  it('keep to a scope, to the time of a fault and to the time after it', () => {
    const journeys = [journey('a', 1, [{ route: 'home' }]), journey('b', 1, [{ route: 'pay' }])];
    const pay: SyntheticOptions['meets'] = ({ route, tMs }) =>
      route === 'pay' && tMs >= 33_000 && tMs < 34_000 ? { outcome: 'reset', ms: 2 } : { ms: 5 };
    const of = (text: string): string | undefined => found(text, { journeys, meets: pay })?.verdict;
    assert.equal(of('error rate of pay < 10% over any 2s during slow'), 'breached');
    assert.equal(of('error rate of home < 10% over any 2s during slow'), 'held');
    assert.equal(of('error rate of journey b < 10% over any 2s during slow'), 'breached');
    assert.equal(of('error rate of pay < 10% over any 2s after slow'), 'held');
    assert.equal(of('error rate of pay < 10% over any 6s during slow'), 'inconclusive');
  });

  it('do not end in what comes after the load, nor hold in a run that was stopped', () => {
    const late = {
      journeys: [journey('visit', 1, [{ route: 'home', thinkMs: 31_000 }, { route: 'pay' }])],
      stages: [stage('peak', 30, 10)],
      faults: [],
    };
    const meetsLate: SyntheticOptions['meets'] = ({ route }) => (route === 'pay' ? { outcome: 'httpError', ms: 5 } : { ms: 5 });
    assert.equal(found('error rate < 10% over any 5s', { ...late, meets: meetsLate })?.verdict, 'held');
    const stopped = verdicts(['error rate < 50% over any 5s'], { meets }, [{ tMs: 40_000, type: 'signal', signal: 'SIGINT' }])[0];
    assert.deepEqual([stopped?.verdict, stopped?.reason], ['inconclusive', 'the run was interrupted']);
  });
});

describe('a journey that is called as a route is', () => {
  it('is meant where that is said', () => {
    const journeys = [journey('checkout', 1, [{ route: 'cart' }, { route: 'checkout' }])];
    const meets: SyntheticOptions['meets'] = ({ route }) => (route === 'cart' ? { ms: 5 } : { outcome: 'httpError', ms: 5 });
    const actual = (of: string): string => verdicts([`error rate of ${of} < 1%`], { journeys, meets })[0]?.actual ?? '';
    assert.match(actual('checkout'), /^100 %/);
    assert.match(actual('route checkout'), /^100 %/);
    assert.match(actual('journey checkout'), /^50 %/);
  });
});
