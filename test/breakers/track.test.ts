import assert from 'node:assert/strict';
import { createBreakerTracker } from '../../src/breakers/track.ts';
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

  it('says that a gauge can have missed some', () => {
    const tracker = createBreakerTracker();
    tracker.see(gauge('closed'), 0, 1);
    assert.equal(tracker.see(gauge('open'), 2, 3)[0]?.atLeast, true);
  });
});
