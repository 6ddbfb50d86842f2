import assert from 'node:assert/strict';
import { createBreakerTracker } from '../../src/breakers/track.ts';
import { settingsOf } from '../support/breaker-pages.ts';
import type { Reading } from '../../src/breakers/reading.ts';

const counters = (opened: number, halfOpened: number, closed: number, rejected = 0): Reading => ({
  state: null,
  opened,
  halfOpened,
  closed,
  rejected,
});
const gauge = (state: Reading['state'], rejected: number | null = null): Reading => ({
  state,
  opened: null,
  halfOpened: null,
  closed: null,
  rejected,
});

/** Feeds readings one second apart and returns the moves as `from>to`. */
function movesOf(readings: readonly (Reading | undefined)[]): string[] {
  const tracker = createBreakerTracker();
  return readings.flatMap((reading, i) => tracker.see(reading, i * 1_000, i * 1_000 + 10).map(({ from, to }) => `${from}>${to}`));
}

describe('breaker tracker', () => {
  const rows: [title: string, readings: (Reading | undefined)[], moves: string[]][] = [
    [
      'a trip, a failed probe and a recovery seen one by one',
      [counters(0, 0, 0), counters(1, 0, 0), counters(1, 1, 0), counters(2, 1, 0), counters(2, 2, 0), counters(2, 2, 1)],
      ['closed>open', 'open>half-open', 'half-open>open', 'open>half-open', 'half-open>closed'],
    ],
    [
      'all of it between two polls',
      [counters(0, 0, 0), counters(2, 2, 1)],
      ['closed>open', 'open>half-open', 'half-open>open', 'open>half-open', 'half-open>closed'],
    ],
    [
      'a library that does not tell of half-open',
      [counters(0, 0, 0), counters(1, 0, 0), counters(2, 0, 0), counters(2, 0, 1)],
      ['closed>open', 'half-open>open', 'half-open>closed'],
    ],
    ['no series until the first event', [undefined, undefined, counters(1, 0, 0)], ['closed>open']],
    ['what happened before the run does not count', [counters(7, 7, 7), counters(7, 7, 7)], []],
    ['a restart resets the counters', [counters(5, 5, 5), counters(1, 0, 0)], ['closed>open']],
    ['a series that goes missing for a poll changes nothing', [counters(1, 0, 0), undefined, counters(1, 0, 0)], []],
    [
      'a gauge that changes',
      [gauge('closed'), gauge('open'), gauge('half-open'), gauge('closed')],
      ['closed>open', 'open>half-open', 'half-open>closed'],
    ],
    [
      'turned-away calls between two closed samples are a trip nobody saw',
      [gauge('closed', 0), gauge('closed', 3)],
      ['closed>open', 'open>closed'],
    ],
  ];
  for (const [title, readings, moves] of rows) it(title, () => assert.deepEqual(movesOf(readings), moves));

  it('gives each transition the interval between the question before and the answer after', () => {
    const tracker = createBreakerTracker();
    tracker.see(counters(0, 0, 0), 100, 110);
    tracker.see(counters(0, 0, 0), 300, 310);
    assert.deepEqual(tracker.see(counters(1, 0, 0), 500, 520), [{ from: 'closed', to: 'open', atMs: [300, 520], atLeast: false }]);
  });

  it('knows what it was at the first look, where counts leave that open once calls tell', () => {
    const firsts = (...readings: (Reading | undefined)[]): (string | null)[] => {
      const tracker = createBreakerTracker();
      return readings.map((reading, i) => {
        tracker.see(reading, i * 1_000, i * 1_000 + 10);
        return tracker.first;
      });
    };
    assert.deepEqual(firsts(gauge('half-open'), gauge('closed')), ['half-open', 'half-open']);
    assert.deepEqual(firsts(counters(0, 0, 0), counters(1, 0, 0)), ['closed', 'closed']);
    assert.deepEqual(firsts(counters(1, 0, 0), counters(1, 1, 1)), ['open', 'open']);
    const once = (more: Partial<Reading>): Reading => ({ ...counters(2, 0, 1, 5), passed: 10, ...more });
    assert.deepEqual(firsts(once({}), once({}), once({ rejected: 6 })), [null, null, 'open']);
    assert.deepEqual(firsts(once({}), once({ passed: 12 })), [null, 'closed']);
    assert.deepEqual(firsts(once({}), once({ closed: 2 })), [null, 'half-open']);
    assert.deepEqual(firsts(once({}), counters(0, 0, 0), counters(0, 0, 0, 4)), [null, null, null], 'another process does not tell');
    assert.deepEqual(firsts(undefined, gauge('open')), ['closed', 'closed'], 'one without a series is closed');
  });

  it('says that a gauge can have missed some', () => {
    const tracker = createBreakerTracker();
    tracker.see(gauge('closed'), 0, 1);
    assert.equal(tracker.see(gauge('open'), 2, 3)[0]?.atLeast, true);
  });

  const moves = (transitions: readonly { from: string; to: string }[]): string[] => transitions.map(({ from, to }) => `${from}>${to}`);

  it('what opened and closed between two readings of an open breaker waits until calls tell which came last', () => {
    const open = (more: Partial<Reading>): Reading => ({ ...counters(1, 0, 0, 5), passed: 10, ...more });
    for (const [then, told] of [
      [{ rejected: 9 }, ['half-open>closed', 'closed>open']],
      [{ passed: 12 }, ['half-open>open', 'half-open>closed']],
    ] as const) {
      const tracker = createBreakerTracker();
      tracker.see(open({}), 0, 10);
      const moved = open({ opened: 2, closed: 1, rejected: 7 });
      assert.deepEqual(tracker.see(moved, 200, 210), []);
      assert.deepEqual(tracker.see(moved, 400, 410), [], 'nothing called it');
      const late = tracker.see({ ...moved, ...then }, 600, 610);
      assert.deepEqual(moves(late), told);
      assert.deepEqual(late[0]?.atMs, [0, 210], 'it is told late, and when it was');
    }
  });

  it('what nobody told in time is told at the end', () => {
    const tracker = createBreakerTracker();
    tracker.see(counters(1, 0, 0), 0, 10);
    tracker.see(counters(2, 0, 1), 200, 210);
    assert.deepEqual(moves(tracker.end()), ['half-open>open', 'half-open>closed']);
    assert.deepEqual(tracker.end(), []);
  });

  it('a breaker that was open at the first look, and one of which nobody knows', () => {
    assert.deepEqual(movesOf([counters(1, 0, 0), counters(1, 0, 1)]), ['half-open>closed']);
    assert.deepEqual(movesOf([counters(3, 0, 2), counters(3, 0, 3)]), ['half-open>closed']);
  });

  it('a process that began anew counts from zero, however far it has counted since', () => {
    const tracker = createBreakerTracker();
    tracker.see({ ...counters(2, 0, 2), startedAt: 100 }, 0, 10);
    assert.deepEqual(moves(tracker.see({ ...counters(2, 0, 2), startedAt: 160 }, 200, 210)), [
      'closed>open',
      'half-open>closed',
      'closed>open',
      'half-open>closed',
    ]);
    assert.match(tracker.missed ?? '', /restarted/);
  });

  it('a start time that trembles is none', () => {
    const tracker = createBreakerTracker();
    tracker.see({ ...counters(2, 0, 2), startedAt: 100 }, 0, 10);
    assert.deepEqual(tracker.see({ ...counters(2, 0, 2), startedAt: 101 }, 200, 210), []);
    assert.equal(tracker.missed, null);
  });

  it('a restart closes what was open, and more may have been', () => {
    const tracker = createBreakerTracker();
    tracker.see(counters(0, 0, 0, 5), 0, 10);
    tracker.see(counters(1, 0, 0, 9), 200, 210);
    const closing = tracker.see(counters(0, 0, 0, 0), 400, 410);
    assert.deepEqual(closing, [{ from: 'open', to: 'closed', atMs: [200, 410], atLeast: true }]);
  });

  it('what was missing for a while may have moved since it was last there', () => {
    const tracker = createBreakerTracker();
    tracker.see(gauge('closed'), 0, 10);
    tracker.see(undefined, 200, 210);
    tracker.see(gauge(null), 400, 410);
    assert.deepEqual(tracker.see(gauge('open'), 600, 610)[0]?.atMs, [0, 610]);
  });

  it('half-open out of closed means that it was open', () =>
    assert.deepEqual(movesOf([gauge('closed'), gauge('half-open')]), ['closed>open', 'open>half-open']));

  it('calls turned away in a sliding window: only a rise betrays a trip, and a fall is no restart', () => {
    const slides = (rejected: number): Reading => ({ ...gauge('closed', rejected), rejectedSlides: true });
    const tracker = createBreakerTracker();
    const told = [5, 2, 0, 3].flatMap((rejected, at) => tracker.see(slides(rejected), at * 200, at * 200 + 10));
    assert.deepEqual(moves(told), ['closed>open', 'open>closed']);
    assert.equal(tracker.missed, null);
  });

  it('calls turned away before it closed may be counted a bucket later, and are no new trip', () => {
    const slides = (state: Reading['state'], rejected: number): Reading => ({ ...gauge(state, rejected), rejectedSlides: true });
    const told = (...readings: Reading[]): string[] => {
      const tracker = createBreakerTracker();
      return readings.flatMap((reading, at) => moves(tracker.see(reading, at * 500, at * 500 + 500)));
    };
    const trip = [slides('closed', 0), slides('open', 30), slides('closed', 30), slides('closed', 20), slides('closed', 22)];
    assert.deepEqual(told(...trip), ['closed>open', 'open>closed']);
    const later = [slides('closed', 20), slides('closed', 20), slides('closed', 22)];
    assert.deepEqual(told(...trip, ...later), ['closed>open', 'open>closed', 'closed>open', 'open>closed']);
  });

  it('a counter of trips that is zero while others stand may be of a new process, and a trip is lost', () => {
    const passing = (passed: number, opened: number): Reading => ({ ...gauge(null), opened, closed: 0, passed });
    const tracker = createBreakerTracker();
    const told = [passing(6, 1), passing(40, 0), passing(60, 1)].flatMap((one, at) => tracker.see(one, at * 200, at * 200 + 10));
    assert.deepEqual([told, typeof tracker.missed], [[], 'string']);
  });

  it('so may a counter of closings that is zero while that of trips stands where it stood: it opened again since', () => {
    const passing = (passed: number, opened: number, closed: number): Reading => ({ ...gauge(null), opened, closed, passed });
    const tracker = createBreakerTracker();
    const told = [passing(6, 1, 1), passing(40, 1, 0)].flatMap((one, at) => tracker.see(one, at * 200, at * 200 + 10));
    assert.deepEqual([told, typeof tracker.missed], [[], 'string']);
  });

  it('a counter of turned-away calls alone that is zero for a while says nothing of trips', () => {
    const tracker = createBreakerTracker();
    for (const [at, rejected] of [5, 0, 5].entries()) tracker.see({ ...counters(1, 1, 1, rejected), passed: 9 }, at * 200, at * 200 + 10);
    assert.equal(tracker.missed, null);
  });

  describe('a counter of trips and a gauge without half-open', () => {
    const both = (state: Reading['state'], opened: number | null): Reading => ({
      state,
      opened,
      halfOpened: null,
      closed: null,
      rejected: null,
    });
    const told = (...readings: Reading[]): string[] => {
      const tracker = createBreakerTracker(settingsOf('haproxy'));
      return readings.flatMap((reading, at) => moves(tracker.see(reading, at * 200, at * 200 + 10)));
    };
    it('a trip that was over between two readings', () =>
      assert.deepEqual(told(both('closed', 0), both('closed', 1)), ['closed>open', 'open>closed']));
    it('another trip while it is open: it was closed meanwhile, or another host went', () =>
      assert.deepEqual(told(both('open', 1), both('open', 2)), ['closed>open']));
    it('a gauge that says open where nothing was counted is no trip: somebody took it out by hand', () =>
      assert.deepEqual(told(both('closed', 3), both('open', 3), both('open', 3), both('closed', 3)), []));
    it('a count that comes one reading later is a trip since the gauge changed', () => {
      const tracker = createBreakerTracker(settingsOf('haproxy'));
      for (const [at, reading] of [both('closed', 3), both('open', 3)].entries())
        assert.deepEqual(tracker.see(reading, at * 200, at * 200 + 10), []);
      assert.deepEqual(tracker.see(both('open', 4), 400, 410), [{ from: 'closed', to: 'open', atMs: [0, 410], atLeast: false }]);
    });
    it('maintenance shows no state, and hides nothing', () =>
      assert.deepEqual(told(both('closed', 0), both(null, 1), both('closed', 1)), ['closed>open', 'open>closed']));
    it('a counter that begins to be there beside the gauge is not compared with nothing', () =>
      assert.deepEqual(told(both('closed', null), both('closed', 57)), []));
    it('half-open that no count led to is not told, nor open out of it, until it is counted', () => {
      const tracker = createBreakerTracker();
      const seen = [both('closed', 0), both('half-open', 0), both('half-open', 1), both('open', 1), both('open', 2)].map((reading, at) =>
        moves(tracker.see(reading, at * 200, at * 200 + 10)),
      );
      assert.deepEqual(seen, [[], [], ['closed>open', 'open>half-open'], [], ['half-open>open']]);
    });
    it('a source in which it was not there at first', () => {
      const tracker = createBreakerTracker(settingsOf('haproxy'));
      tracker.see(undefined, 0, 10);
      assert.deepEqual(moves(tracker.see(both('open', 1), 200, 210)), ['closed>open']);
      assert.deepEqual(moves(tracker.see(both('closed', 1), 400, 410)), ['open>closed']);
    });
    it('how long ago it changed tells more than when it was asked', () => {
      const tracker = createBreakerTracker(settingsOf('haproxy'));
      tracker.see(both('closed', 0), 0, 10);
      assert.deepEqual(tracker.see({ ...both('open', 1), changedAgoMs: [3_000, 5_000] }, 20_000, 20_010)[0]?.atMs, [15_000, 17_010]);
    });
  });

  describe('turned-away calls alone', () => {
    const calls = (rejected: number, passed?: number): Reading => ({
      ...gauge(null, rejected),
      ...(passed === undefined ? {} : { passed }),
    });
    it('it is open while they come, until calls pass without them', () =>
      assert.deepEqual(movesOf([calls(0, 5), calls(0, 9), calls(3, 9), calls(3, 9), calls(6, 9), calls(6, 12)]), [
        'closed>open',
        'open>closed',
      ]));
    it('where nobody says what passes, a second without one closes it', () => {
      const tracker = createBreakerTracker();
      const told = [0, 4, 4, 4, 4, 4, 4, 4].flatMap((rejected, at) => tracker.see(calls(rejected), at * 200, at * 200 + 10));
      assert.deepEqual(
        told.map(({ to, atMs, atLeast }) => [to, atMs, atLeast]),
        [
          ['open', [0, 210], true],
          ['closed', [0, 1_010], true],
        ],
      );
    });
  });

  it('says from the start what a source can miss', () => {
    for (const [preset, misses] of [
      ['opossum', false],
      ['resilience4j', false],
      ['haproxy', false],
      ['resilience4j-events', false],
      ['resilience4j-actuator', true],
      ['opossum-json', true],
      ['hystrix', true],
      ['linkerd', true],
    ] as const)
      assert.equal(createBreakerTracker(settingsOf(preset)).missed !== null, misses, preset);
  });
});
