import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { BreakerState } from '../../src/events/breaker-state.ts';
import type { LoggedMove, Reading } from '../../src/breakers/reading.ts';
import { createBreakerTracker, type BreakerTracker } from '../../src/breakers/track.ts';
import { payload, read, settingsOf } from '../support/breaker-pages.ts';

const source = settingsOf('resilience4j-events');
const bare: Reading = { state: null, opened: null, halfOpened: null, closed: null, rejected: null };
const opens = (atMs: number): LoggedMove => ({ from: 'closed', to: 'open', atMs });
const halves = (atMs: number): LoggedMove => ({ from: 'open', to: 'half-open', atMs });
const closes = (atMs: number): LoggedMove => ({ from: 'half-open', to: 'closed', atMs });

/** What a log holds that is read whole: moves, and the times of all else. */
function whole(moves: readonly LoggedMove[], others: readonly number[] = []): Reading {
  const times = [...moves.map(({ atMs }) => atMs as number), ...others].toSorted((a, b) => a - b);
  return { ...bare, log: { moves, times } };
}

const told = (tracker: BreakerTracker, reading: Reading, at: number): string[] =>
  tracker.see(reading, at, at + 10).map(({ from, to, atLeast }) => `${from}>${to}${atLeast ? '+' : ''}`);

describe('breaker tracker of a log', () => {
  it('captured: what was there at the first look is not counted, what is new is, once', () => {
    const tracker = createBreakerTracker(source);
    const seen = ['closed', 'open', 'reopened', 'closed-again', 'closed-again'].map((name, at) =>
      told(tracker, read('resilience4j-events', payload(`resilience4j/${name}.events.json`))!, at * 500),
    );
    assert.deepEqual(seen, [[], ['closed>open'], ['open>half-open', 'half-open>open'], ['open>half-open', 'half-open>closed'], []]);
    assert.equal(tracker.missed, null);
  });

  it('captured: a first look at a breaker that is open', () => {
    const tracker = createBreakerTracker(source);
    told(tracker, read('resilience4j-events', payload('resilience4j/open.events.json'))!, 0);
    assert.deepEqual(told(tracker, read('resilience4j-events', payload('resilience4j/reopened.events.json'))!, 500), [
      'open>half-open',
      'half-open>open',
    ]);
  });

  it('a breaker without any event at first: its first move counts', () => {
    const tracker = createBreakerTracker(source);
    assert.deepEqual(tracker.see(undefined, 0, 10), []);
    assert.deepEqual(told(tracker, whole([opens(5_000)]), 200), ['closed>open']);
  });

  it('of several entries in one millisecond, those that came after the look are new', () => {
    const tracker = createBreakerTracker(source);
    told(tracker, whole([opens(5_000)]), 0);
    assert.deepEqual(told(tracker, whole([opens(5_000), halves(5_000)]), 200), ['open>half-open']);
  });

  it('a log that was overwritten between two looks: what must have been is told, and that more may have been', () => {
    const tracker = createBreakerTracker(source);
    told(tracker, whole([], [1_000, 1_010]), 0);
    const late = tracker.see(whole([halves(2_000)], [1_990, 2_010]), 1_000, 1_010);
    assert.deepEqual(
      late.map(({ from, to, atLeast }) => `${from}>${to}${atLeast ? '+' : ''}`),
      ['open>half-open+'],
    );
    assert.match(tracker.missed ?? '', /forgot some/);
  });

  it('a transition that the log lacks is told all the same', () => {
    const tracker = createBreakerTracker(source);
    told(tracker, whole([closes(900)], [1_000]), 0);
    assert.deepEqual(told(tracker, whole([closes(900), halves(2_000)], [1_000]), 1_000), ['closed>open+', 'open>half-open']);
    assert.match(tracker.missed ?? '', /lacks a transition/);
  });

  it('nothing but calls turned away in a log that was overwritten: it opened, some time in between', () => {
    const away = (atMs: number): LoggedMove => ({ from: null, to: 'open', atMs, implied: true });
    const tracker = createBreakerTracker(source);
    told(tracker, whole([closes(900)], [1_000]), 0);
    const late = tracker.see(whole([away(1_900), away(1_950)], [1_850]), 1_000, 1_010);
    assert.deepEqual(
      late.map(({ from, to }) => `${from}>${to}`),
      ['closed>open'],
    );
    assert.deepEqual(late[0]?.atMs, [0, 910], 'before the first of them that is left');
    assert.deepEqual(told(tracker, whole([away(1_900), away(1_950), halves(2_100)], [1_850]), 1_200), ['open>half-open']);
  });

  it('a call turned away beside the move that it follows is no trip', () => {
    const away = (atMs: number): LoggedMove => ({ from: null, to: 'open', atMs, implied: true });
    const tracker = createBreakerTracker(source);
    told(tracker, whole([], [1_000]), 0);
    assert.deepEqual(told(tracker, whole([opens(1_100), away(1_101), halves(1_150), closes(1_160), away(1_161)], [1_000]), 200), [
      'closed>open',
      'open>half-open',
      'half-open>closed',
    ]);
    assert.deepEqual(
      told(tracker, whole([opens(1_100), away(1_101), halves(1_150), closes(1_160), away(1_161), away(1_170)], [1_000]), 400),
      [],
    );
  });

  it('lines: what is added counts from the first, repeated lines do not', () => {
    const tracker = createBreakerTracker({ adapter: 'log', opened: 'o', halfOpened: null, closed: 'c' });
    const lines = (...to: ('open' | 'closed')[]): Reading => ({
      ...bare,
      log: { moves: to.map((one) => ({ from: null, to: one, atMs: null })) },
    });
    assert.deepEqual(told(tracker, lines('open'), 0), ['closed>open']);
    assert.deepEqual(told(tracker, lines('closed', 'closed'), 500), ['open>closed']);
    assert.deepEqual(tracker.see(lines('open'), 700, 900)[0]?.atMs, [700, 900]);
  });

  it('lines of half-open: out of closed it was open before; one that says so again has not moved', () => {
    const lines = (...to: BreakerState[]): Reading => ({ ...bare, log: { moves: to.map((one) => ({ from: null, to: one, atMs: null })) } });
    const tracker = createBreakerTracker({ adapter: 'log', opened: 'o', halfOpened: 'h', closed: 'c' });
    assert.deepEqual(told(tracker, lines('open', 'half-open'), 0), ['closed>open', 'open>half-open']);
    assert.deepEqual(told(tracker, lines('half-open'), 500), []);
    assert.deepEqual(told(tracker, lines('closed'), 1_000), ['half-open>closed']);
    assert.equal(tracker.missed, null);
    assert.deepEqual(told(tracker, lines('half-open'), 1_500), ['closed>open+', 'open>half-open']);
    assert.match(tracker.missed ?? '', /lacks a transition/);
  });

  it('whatever the difference of the clocks: each interval holds the true time, and no move is lost or told twice', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: -1e9, max: 1e9 }),
        fc.array(fc.record({ gap: fc.integer({ min: 1, max: 300 }), kind: fc.constantFrom('move', 'other') }), {
          minLength: 1,
          maxLength: 40,
        }),
        (ahead, script) => {
          let atMs = 100;
          const entries = script.map(({ gap, kind }) => ({ kind, atMs: (atMs += gap) }));
          const kinds = [opens, halves, closes];
          const moves = entries.filter(({ kind }) => kind === 'move').map((entry, at) => kinds[at % 3]!(entry.atMs));
          const others = entries.filter(({ kind }) => kind === 'other').map((entry) => entry.atMs);
          const tracker = createBreakerTracker(source);
          const transitions = [];
          for (let now = 0; now <= atMs + 400; now += 200) {
            const there = (at: number): boolean => at <= now + 5;
            const shifted = moves.filter((move) => there(move.atMs!)).map((move) => ({ ...move, atMs: move.atMs! + ahead }));
            const reading = whole(
              shifted,
              others.filter(there).map((at) => at + ahead),
            );
            transitions.push(...tracker.see(reading, now, now + 10));
          }
          assert.deepEqual(
            transitions.map(({ to }) => to),
            moves.map(({ to }) => to),
          );
          for (const [at, { atMs: interval }] of transitions.entries()) {
            const trueMs = moves[at]!.atMs!;
            assert.ok(interval[0] <= trueMs && trueMs <= interval[1], `${trueMs} in ${interval[0]}..${interval[1]}`);
            assert.ok(interval[1] - interval[0] <= 210);
          }
        },
      ),
    ));
});
