/** What holds of the tracker whatever a breaker does between two readings. */
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { BreakerState } from '../../src/events/breaker-state.ts';
import type { Reading } from '../../src/breakers/reading.ts';
import { createBreakerTracker, type Transition } from '../../src/breakers/track.ts';
import { settingsOf } from '../support/breaker-pages.ts';

/** A breaker that does what breakers do, and counts it. */
class Scripted {
  state: BreakerState = 'closed';
  opened = 0;
  halfOpened = 0;
  closed = 0;
  rejected = 0;
  passed = 0;
  readonly moves: string[] = [];

  /** `good`: where two moves can follow, the one that a good probe leads to. */
  step(good: boolean): void {
    const to = this.state === 'closed' ? 'open' : this.state === 'open' ? 'half-open' : good ? 'closed' : 'open';
    this.moves.push(`${this.state}>${to}`);
    this.state = to;
    if (to === 'open') this.opened++;
    else if (to === 'closed') this.closed++;
    else this.halfOpened++;
  }

  call(): void {
    if (this.state === 'open') this.rejected++;
    else this.passed++;
  }
}

/** For each interval between two readings: how often it moves (good or bad probes), and how many calls come after that. */
const intervals = fc.array(
  fc.record({ moves: fc.array(fc.boolean(), { maxLength: 6 }), calls: fc.integer({ min: 0, max: 3 }), seen: fc.boolean() }),
  { minLength: 1, maxLength: 20 },
);

type Look = (breaker: Scripted) => Reading;

const looks: Readonly<Record<string, Look>> = {
  'all counters': ({ opened, halfOpened, closed, rejected, passed }) => ({ state: null, opened, halfOpened, closed, rejected, passed }),
  'counters without half-open': ({ opened, closed, rejected, passed }) => ({
    state: null,
    opened,
    halfOpened: 0,
    closed,
    rejected,
    passed,
  }),
  'counters without half-open, and a gauge': ({ state, opened, closed }) => ({ state, opened, halfOpened: null, closed, rejected: null }),
  'a counter of trips and a gauge': ({ state, opened }) => ({ state, opened, halfOpened: null, closed: null, rejected: null }),
  'a gauge alone': ({ state }) => ({ state, opened: null, halfOpened: null, closed: null, rejected: null }),
  'a gauge and rejected calls': ({ state, rejected }) => ({ state, opened: null, halfOpened: null, closed: null, rejected }),
  'rejected and passed calls': ({ rejected, passed }) => ({ state: null, opened: null, halfOpened: null, closed: null, rejected, passed }),
};

interface Played {
  readonly breaker: Scripted;
  readonly transitions: readonly Transition[];
  /** Real times of the trips, in order. */
  readonly tripsAtMs: readonly number[];
}

/** Plays the intervals, each of 100 ms, and looks after each that is `seen`; a reading takes 10 ms. */
function play(look: Look, script: typeof intervals extends fc.Arbitrary<infer T> ? T : never): Played {
  const breaker = new Scripted();
  const tracker = createBreakerTracker();
  const transitions = [...tracker.see(look(breaker), 0, 10)];
  const tripsAtMs: number[] = [];
  for (const [index, { moves, calls, seen }] of [...script.entries(), [script.length, { moves: [], calls: 1, seen: true }] as const]) {
    const fromMs = index * 100 + 10;
    for (const [at, good] of moves.entries()) {
      breaker.step(good);
      if (breaker.state === 'open') tripsAtMs.push(fromMs + 1 + at * 10);
    }
    for (let i = 0; i < calls; i++) breaker.call();
    if (seen) transitions.push(...tracker.see(look(breaker), fromMs + 90, fromMs + 100));
  }
  return { breaker, transitions: [...transitions, ...tracker.end()], tripsAtMs };
}

const isTrip = ({ to }: Transition): boolean => to === 'open';

describe('breaker tracker, whatever happens', () => {
  for (const [name, look] of Object.entries(looks)) {
    describe(name, () => {
      it('moves as breakers do, and its intervals ascend', () =>
        fc.assert(
          fc.property(intervals, (script) => {
            const { transitions } = play(look, script);
            let last: Transition | undefined;
            for (const move of transitions) {
              assert.notEqual(move.from, move.to);
              assert.ok(
                ['closed>open', 'open>half-open', 'half-open>open', 'half-open>closed', 'open>closed'].includes(`${move.from}>${move.to}`),
              );
              assert.ok(move.atMs[0] <= move.atMs[1]);
              // Each begins where the one before ended, but where a step was not shown, or several moves in one interval were taken in the wrong order.
              if (last !== undefined && move.from !== last.to)
                assert.ok(
                  ['open, half-open', 'closed, open'].includes(`${last.to}, ${move.from}`),
                  `${last.to}, then ${move.from}>${move.to}`,
                );
              if (last !== undefined) assert.ok(last.atMs[0] <= move.atMs[0] && last.atMs[1] <= move.atMs[1]);
              last = move;
            }
          }),
        ));

      it('claims no trip that was not', () =>
        fc.assert(
          fc.property(intervals, (script) => {
            const { breaker, transitions } = play(look, script);
            assert.ok(transitions.filter(isTrip).length <= breaker.opened);
          }),
        ));
    });
  }

  for (const name of [
    'all counters',
    'counters without half-open',
    'counters without half-open, and a gauge',
    'a counter of trips and a gauge',
  ])
    it(`${name}: every trip is counted, each in an interval that holds it`, () =>
      fc.assert(
        fc.property(intervals, (script) => {
          const { transitions, tripsAtMs } = play(looks[name]!, script);
          const trips = transitions.filter(isTrip);
          assert.equal(trips.length, tripsAtMs.length);
          for (const [at, trip] of trips.entries()) assert.ok(trip.atMs[0] <= tripsAtMs[at]! && tripsAtMs[at]! <= trip.atMs[1]);
        }),
      ));

  for (const name of ['counters without half-open, and a gauge', 'a counter of trips and a gauge', 'a gauge alone'])
    it(`${name}: it ends as the gauge does`, () =>
      fc.assert(
        fc.property(intervals, (script) => {
          const { breaker, transitions } = play(looks[name]!, script);
          assert.equal(transitions.at(-1)?.to ?? 'closed', breaker.state);
        }),
      ));

  it('all counters: every move, in its order, where no more than two fit between two readings', () =>
    fc.assert(
      fc.property(
        intervals.map((script) => script.map((each) => ({ ...each, seen: true, moves: each.moves.slice(0, 2) }))),
        (script) => {
          const { breaker, transitions } = play(looks['all counters']!, script);
          assert.deepEqual(
            transitions.map(({ from, to }) => `${from}>${to}`),
            breaker.moves,
          );
        },
      ),
    ));

  it('after a restart it counts from zero, and no more trips than the counters rose', () =>
    fc.assert(
      fc.property(fc.array(fc.record({ rise: fc.integer({ min: 0, max: 3 }), restart: fc.boolean() }), { maxLength: 20 }), (steps) => {
        const tracker = createBreakerTracker(settingsOf('haproxy'));
        let [opened, startedAt, rose] = [5, 1_000, 0];
        const see = (at: number): readonly Transition[] =>
          tracker.see({ state: 'closed', opened, halfOpened: null, closed: null, rejected: null, startedAt }, at * 100, at * 100 + 10);
        const transitions = [...see(0)];
        for (const [at, { rise, restart }] of steps.entries()) {
          if (restart) [opened, startedAt] = [0, startedAt + 60];
          opened += rise;
          rose += rise;
          transitions.push(...see(at + 1));
        }
        assert.equal(transitions.filter(isTrip).length, rose);
        assert.equal(
          tracker.missed !== null,
          steps.some(({ restart }) => restart),
        );
      }),
    ));

  /** What a scrape can lack. */
  const lacks: Readonly<Record<string, (reading: Reading) => Reading | undefined>> = {
    everything: () => undefined,
    'the counter of trips': (reading) => ({ ...reading, opened: 0 }),
    'the counter of trips, which is not a number': (reading) => ({ ...reading, opened: null }),
    'rejected calls': (reading) => ({ ...reading, rejected: 0 }),
  };
  it('whatever is missing in some readings, no trip is claimed that was not, and none is lost', () =>
    fc.assert(
      fc.property(
        intervals,
        fc.array(fc.constantFrom('nothing', ...Object.keys(lacks)), { minLength: 20, maxLength: 20 }),
        (script, gaps) => {
          let at = 0;
          const { breaker, transitions } = play((scripted) => {
            const whole = { ...looks['all counters']!(scripted), passed: scripted.passed + 1 };
            const gap = gaps[at++];
            // The first reading, and the last, which has all that was counted.
            return at === 1 || at > script.filter(({ seen }) => seen).length
              ? whole
              : ((lacks[gap!]?.(whole) ?? (gap === 'nothing' ? whole : undefined)) as Reading);
          }, script);
          assert.equal(transitions.filter(isTrip).length, breaker.opened);
        },
      ),
    ));
});
