import assert from 'node:assert/strict';
import type { BreakerState } from '../../src/events/breaker-state.ts';
import type { Reading } from '../../src/breakers/reading.ts';
import { createCountTracker } from '../../src/breakers/track-counts.ts';

const bare: Reading = { state: null, opened: null, halfOpened: null, closed: null, rejected: null };
const all = (opened: number, halfOpened: number, closed: number, more: Partial<Reading> = {}): Reading => ({
  ...bare,
  opened,
  halfOpened,
  closed,
  ...more,
});

/** Looks 200 ms apart that take 10 ms each: what each of them told, and then the end. */
function told(...readings: (Reading | undefined)[]): string[] {
  const tracker = createCountTracker();
  const looks = readings.map((reading, at) => tracker.see(reading, at * 200, at * 200 + 10));
  return [...looks, tracker.end()].map((moves) => moves.map(({ from, to }) => `${from}>${to}`).join(' '));
}

function missedOf(...readings: (Reading | undefined)[]): string | null {
  const tracker = createCountTracker();
  for (const [at, reading] of readings.entries()) tracker.see(reading, at * 200, at * 200 + 10);
  return tracker.missed;
}

describe('breaker tracker of counts', () => {
  describe('an open one that opened and closed between two looks waits for what tells which came last', () => {
    const untilThen = [all(1, 0, 0), all(2, 0, 1)];
    for (const [title, next, moves] of [
      ['it closes once more: it was open', all(2, 0, 2), ['half-open>closed closed>open half-open>closed', '']],
      ['it becomes half-open: it was open', all(2, 1, 1), ['half-open>closed closed>open open>half-open', '']],
      ['it opens once more: it was closed', all(3, 0, 1), ['half-open>open half-open>closed closed>open', '']],
      ['it opens and closes: it was closed', all(3, 0, 2), ['half-open>open half-open>closed closed>open half-open>closed', '']],
    ] as const)
      it(title, () => assert.deepEqual(told(...untilThen, next), ['', '', ...moves]));
  });

  describe('a gauge beside counters of trips and closings', () => {
    const shown = (state: BreakerState, opened: number, closed: number): Reading => ({ ...bare, state, opened, closed });
    it('tells at once what the counters leave open', () => {
      assert.deepEqual(told(shown('open', 1, 0), shown('open', 2, 1)), ['', 'half-open>closed closed>open', '']);
      assert.deepEqual(told(shown('open', 1, 0), shown('closed', 2, 1)), ['', 'half-open>open half-open>closed', '']);
    });
    it('tells of half-open, which they do not count', () =>
      assert.deepEqual(told(shown('closed', 0, 0), shown('half-open', 1, 0), shown('open', 2, 0), shown('half-open', 3, 0)), [
        '',
        'closed>open open>half-open',
        'half-open>open',
        'half-open>open open>half-open',
        '',
      ]));
    it('tells where it ended that left half-open more than once', () =>
      assert.deepEqual(told(shown('half-open', 1, 0), shown('closed', 2, 1)), ['', 'half-open>open half-open>closed', '']));
    it('tells after a look without it', () => {
      const without: Reading = { ...shown('open', 2, 1), state: null };
      assert.deepEqual(told(shown('open', 1, 0), without, shown('open', 2, 1)), ['', '', 'half-open>closed closed>open', '']);
      assert.deepEqual(told(shown('open', 1, 0), without, shown('half-open', 2, 1)), [
        '',
        '',
        'half-open>closed closed>open open>half-open',
        '',
      ]);
      assert.deepEqual(told(shown('open', 1, 0), without, shown('closed', 2, 1)), ['', '', 'half-open>open half-open>closed', '']);
    });
    it('is not asked for half-open where that is counted: the count may come a look later', () =>
      assert.deepEqual(
        told(all(0, 0, 0, { state: 'closed' }), all(1, 0, 0, { state: 'half-open' }), all(1, 1, 0, { state: 'half-open' })),
        ['', 'closed>open', 'open>half-open', ''],
      ));
  });

  it('of trips alone, without a gauge: calls that pass tell that it was closed at first', () => {
    const tracker = createCountTracker();
    for (const [at, passed] of [5, 9].entries()) tracker.see({ ...bare, opened: 3, passed }, at * 200, at * 200 + 10);
    assert.equal(tracker.first, 'closed');
  });

  describe('a counter of trips and a gauge', () => {
    const shown = (state: BreakerState | null, opened: number): Reading => ({ ...bare, state, opened });
    it('a trip was since the look before it, however long nothing happened', () => {
      for (const still of ['closed', null] as const) {
        const tracker = createCountTracker();
        for (const at of [0, 200, 400]) tracker.see(shown(at === 0 ? 'closed' : still, 0), at, at + 10);
        assert.deepEqual(tracker.see(shown('open', 1), 600, 610), [{ from: 'closed', to: 'open', atMs: [400, 610], atLeast: false }]);
      }
    });
    it('and goes on alike after a restart', () =>
      assert.deepEqual(told(shown('open', 7), shown('closed', 0), shown('open', 1), shown('half-open', 1), shown('closed', 1)), [
        '',
        'open>closed',
        'closed>open',
        'open>half-open',
        'half-open>closed',
        '',
      ]));
  });

  it('a count that is missing in a look is what it was', () => {
    const shown = (rejected: number | null): Reading => ({ ...bare, state: 'closed', rejected });
    assert.deepEqual(told(shown(5), shown(null), shown(5)), ['', '', '', '']);
    assert.deepEqual(told(shown(5), shown(null), shown(6)), ['', '', 'closed>open open>closed', '']);
  });

  describe('calls turned away in a sliding window', () => {
    const slides = (rejected: number, more: Partial<Reading> = {}): Reading => ({
      ...bare,
      state: 'closed',
      rejected,
      rejectedSlides: true,
      ...more,
    });
    it('are of the time before it closed for as long as a bucket lasts', () => {
      for (const [askedMs, trips] of [
        [1_209, 0],
        [1_210, 1],
      ] as const) {
        const tracker = createCountTracker();
        tracker.see(slides(0, { state: 'open' }), 0, 10);
        tracker.see(slides(5), 200, 210);
        tracker.see(slides(5), askedMs, askedMs + 1);
        assert.equal(tracker.see(slides(7), 1_400, 1_410).filter(({ to }) => to === 'open').length, trips, `asked at ${askedMs}`);
      }
    });
    it('may be none while another count stands, and then some again', () =>
      assert.deepEqual(told(slides(5, { passed: 10 }), slides(0, { passed: 12 }), slides(3, { passed: 13 })), [
        '',
        '',
        'closed>open open>closed',
        '',
      ]));
    it('hide no restart: what else is counted falls with it', () => {
      assert.match(missedOf(slides(5, { opened: 3 }), slides(5, { opened: 1 })) ?? '', /restarted/);
      assert.match(missedOf(slides(5, { opened: 3, passed: 9 }), slides(5, { opened: 0, passed: 12 })) ?? '', /trips was zero/);
    });
  });

  it('calls turned away that are counted fall with a restart alone', () =>
    assert.match(missedOf({ ...bare, rejected: 5 }, { ...bare, rejected: 2 }) ?? '', /restarted/));

  it('a start that differs by more than a second and a half is another one', () => {
    const began = (startedAt: number): Reading => all(2, 0, 2, { startedAt });
    assert.equal(missedOf(began(100), began(101.5)), null);
    assert.match(missedOf(began(100), began(101.6)) ?? '', /restarted/);
  });
});
