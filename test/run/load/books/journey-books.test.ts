import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { JourneyBooks } from '../../../../src/run/load/books/journey-books.ts';
import { StageClock } from '../../../../src/run/load/pace/stage-clock.ts';

const stages = new StageClock([
  { startMs: 0, forMs: 7_000 },
  { startMs: 7_000, forMs: 9_000 },
]);

const entry = (startMs: number, at = 0, journey = 0) => ({ startMs, startStage: startMs < 7_000 ? 0 : 1, step: { journey, at } });

describe('JourneyBooks', () => {
  it('a journey belongs to where it began, cut at stages; it is told every few seconds, and at the end', () => {
    const books = new JourneyBooks(['look', 'buy'], stages);
    books.start(entry(4_900));
    books.start(entry(6_999));
    books.start(entry(7_001, 0, 1));
    books.start(entry(10_000));
    assert.deepEqual(books.flush(9_999, false), [], 'not yet');
    const first = books.flush(10_001, false);
    assert.deepEqual(
      first.map(({ atMs, stage, journey, started }) => [atMs, stage, journey, started]),
      [
        [0, 0, 'look', 2],
        [7_000, 1, 'buy', 1],
        [10_000, 1, 'look', 1],
      ],
    );
    books.complete(entry(4_900, 1), 9_900);
    books.fail(entry(6_999, 2));
    books.cancel(entry(7_001, 0, 1));
    books.complete(entry(10_000, 1), 10_100);
    assert.deepEqual(books.flush(20_000, false), []);
    const rest = books.flush(20_000, true);
    assert.deepEqual(
      rest.map(({ started, completed, failedAt, cancelled, times }) => [started, completed, failedAt, cancelled, times.length]),
      [
        [0, 1, [2, 1], 0, 2],
        [0, 0, [], 1, 0],
        [0, 1, [], 0, 2],
      ],
    );
    assert.deepEqual(books.flush(30_000, true), [], 'nothing is told twice');
  });

  it('whatever comes in whatever order, started = completed + failed + cancelled', () => {
    const visit = fc.record({
      startMs: fc.integer({ min: 0, max: 15_999 }),
      journey: fc.integer({ min: 0, max: 1 }),
      at: fc.integer({ min: 0, max: 4 }),
      how: fc.constantFrom('complete', 'fail', 'cancel'),
      flush: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(visit), (visits) => {
        const books = new JourneyBooks(['look', 'buy'], stages);
        const told = visits.flatMap(({ startMs, journey, at, how, flush }) => {
          const one = entry(startMs, at, journey);
          books.start(one);
          if (how === 'complete') books.complete(one, startMs + 1);
          else if (how === 'fail') books.fail(one);
          else books.cancel(one);
          return flush ? books.flush(0, true) : [];
        });
        const balance = new Map<string, number>();
        for (const bin of [...told, ...books.flush(0, true)]) {
          const failed = bin.failedAt.reduce((sum, value, i) => (i % 2 === 1 ? sum + value : sum), 0);
          const key = `${bin.atMs} ${bin.stage} ${bin.journey}`;
          balance.set(key, (balance.get(key) ?? 0) + bin.started - bin.completed - failed - bin.cancelled);
        }
        assert.ok([...balance.values()].every((value) => value === 0));
      }),
    );
  });
});
