import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as fc from 'fast-check';
import { outcomes, type EventBody, type Outcome } from '../../../../src/events/event.ts';
import { valueOf } from '../../../../src/events/histogram.ts';
import { Accounting } from '../../../../src/run/load/books/accounting.ts';
import { StageClock } from '../../../../src/run/load/pace/stage-clock.ts';
import { sumsOf } from '../loads.ts';

const stages = [
  { startMs: 0, forMs: 130 },
  { startMs: 130, forMs: 570 },
];

describe('Accounting', () => {
  it('balances, whatever happens in whatever order and however often it is flushed', () => {
    const request = fc.record({
      intendedMs: fc.double({ min: 0, max: 900, noNaN: true }),
      route: fc.nat({ max: 2 }),
      outcome: fc.constantFrom(...outcomes),
      late: fc.boolean(),
      flush: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(request, { maxLength: 60 }), (list) => {
        const clock = new StageClock(stages);
        const books = new Accounting(['a', 'b', 'c'], clock);
        const events: EventBody[] = [];
        const flush = (): void => {
          const increments = books.flush();
          if (increments) events.push({ type: 'load', ...increments });
        };
        const settle = (one: { intendedMs: number; route: number; stage: number; outcome: Outcome }): void => {
          if (one.outcome === 'ok') books.ok(one, true, 5, 4);
          else if (one.outcome === 'dropped' || one.outcome === 'cancelled') books.gone(one, one.outcome, 'gone');
          else books.failed(one, one.outcome, 'failed', false, 7, 6);
        };
        const later: (() => void)[] = [];
        for (const one of list) {
          const entry = { ...one, stage: clock.at(one.intendedMs) };
          books.intend(entry);
          if (one.late) later.push(() => settle(entry));
          else settle(entry);
          if (one.flush) flush();
        }
        for (const end of later) end();
        flush();
        const sums = sumsOf(events.map((event) => ({ ...event, tMs: 0 })));
        assert.equal(sums.intended, list.length);
        assert.deepEqual(sums.outcomes, books.totals);
        for (const outcome of outcomes) assert.equal(sums.outcomes[outcome], list.filter((one) => one.outcome === outcome).length);
        const sent = list.filter(({ outcome }) => outcome !== 'dropped' && outcome !== 'cancelled').length;
        assert.deepEqual([sums.response.count, sums.service.count, sums.degraded], [sent, sent, sums.outcomes.ok]);
        assert.equal(books.flush(), undefined);
      }),
    );
  });

  it('an error tells when the first and the last of its kind were intended', () => {
    const books = new Accounting(['a'], new StageClock(stages));
    for (const intendedMs of [80, 20, 50]) {
      const entry = { intendedMs, route: 0, stage: 0 };
      books.intend(entry);
      books.failed(entry, 'reset', 'ECONNRESET', false, 1, 1);
    }
    assert.deepEqual(books.flush()?.errors, [
      { route: 'a', stage: 0, outcome: 'reset', cause: 'ECONNRESET', count: 3, firstMs: 20, lastMs: 80 },
    ]);
  });

  it('keeps how long http-errors took, of each 50 ms, only where it is asked for', () => {
    const flushed = (keeps: boolean) => {
      const books = new Accounting(['a'], new StageClock(stages), keeps);
      for (const [intendedMs, serviceMs] of [
        [10, 400],
        [20, 402],
        [60, 0.6],
      ] as const) {
        const entry = { intendedMs, route: 0, stage: 0 };
        books.intend(entry);
        books.failed(entry, 'httpError', 'status 500', false, serviceMs + 1, serviceMs);
      }
      const lost = { intendedMs: 110, route: 0, stage: 0 };
      books.intend(lost);
      books.failed(lost, 'timeout', 'no answer', false, 5_000, 5_000);
      return books.flush()?.bins ?? [];
    };
    assert.ok(flushed(false).every((bin) => !('errorTimes' in bin) && !('signed' in bin)));
    const [slow, fast, none] = flushed(true).map(({ errorTimes }) => errorTimes ?? []);
    // Alike to an eighth of a power of two: two of 400 ms are one entry.
    assert.deepEqual([slow?.length, slow?.[1], fast?.[1], none], [2, 2, 1, []]);
    for (const [times, ms] of [
      [slow, 400],
      [fast, 0.6],
    ] as const)
      assert.ok(Math.abs(valueOf(times?.[0] ?? 0) / 1_000 / ms - 1) < 0.07, `${valueOf(times?.[0] ?? 0)} for ${ms} ms`);
  });

  it('counts answers that bear the signature of a breaker, in the bin of their intended time', () => {
    const books = new Accounting(['a'], new StageClock(stages));
    for (const intendedMs of [10, 60, 70]) {
      const entry = { intendedMs, route: 0, stage: 0 };
      books.intend(entry);
      books.failed(entry, 'httpError', 'status 503', false, 1, 1);
      if (intendedMs > 50) books.signed(entry, 'payments');
    }
    assert.deepEqual(
      books.flush()?.bins.map(({ signed }) => signed),
      [{}, { payments: 2 }],
    );
  });

  it('holds nothing of what has been flushed: two minutes take no more memory than half a minute', () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const forMs = 120_000;
    const clock = new StageClock([{ startMs: 0, forMs }]);
    const books = new Accounting(
      Array.from({ length: 20 }, (_, i) => `route ${i}`),
      clock,
    );
    const heldBytes = (): number => {
      collect();
      return process.memoryUsage().heapUsed;
    };
    let afterHalfMinute = 0;
    for (let intendedMs = 0; intendedMs < forMs; intendedMs += 10) {
      const entry = { intendedMs, route: (intendedMs / 10) % 20, stage: 0 };
      books.intend(entry);
      if (intendedMs % 100 === 0) books.failed(entry, 'timeout', 'no answer', false, 5 + (intendedMs % 90), 5);
      else books.ok(entry, false, 5 + (intendedMs % 90), 5);
      if (intendedMs % 500 === 0) books.flush();
      if (intendedMs === 30_000) afterHalfMinute = heldBytes();
    }
    const grownBytes = heldBytes() - afterHalfMinute;
    assert.ok(grownBytes < 1_000_000, `grew by ${grownBytes} bytes`);
    assert.equal(books.intended, forMs / 10, 'the books are still there');
  });
});
