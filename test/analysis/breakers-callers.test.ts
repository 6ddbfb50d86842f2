import assert from 'node:assert/strict';
import { callersOf, touchedBy } from '../../src/analysis/breakers-callers.ts';
import { countedRun, type CountedFault, type CountedRoute, type CountedRun } from '../support/counted-run.ts';
import { journey } from '../support/synthetic-log.ts';

const fault: CountedFault = { id: 'slow', injected: [4_000, 4_000], removed: [8_000, 8_004] };
const referenceEndMs = 4_000;

function touched(routes: readonly CountedRoute[], more: Partial<CountedRun> = {}): string[] {
  const record = countedRun({ faults: [fault], ...more, routes });
  return touchedBy(record, record.faults, referenceEndMs);
}
const isTouched = (before: Omit<CountedRoute, 'atMs'>, during: Omit<CountedRoute, 'atMs'>): boolean =>
  touched([
    { atMs: 2_000, ...before },
    { atMs: 6_000, ...during },
  ]).includes('checkout');

describe('the routes that a fault touches', () => {
  it('fail by a tenth more of their requests than before it', () => {
    assert.equal(isTouched({ ok: 100 }, { ok: 90, httpError: 10 }), true);
    assert.equal(isTouched({ ok: 100 }, { ok: 91, httpError: 9 }), false);
    assert.equal(isTouched({ ok: 80, httpError: 20 }, { ok: 71, httpError: 29 }), false);
    assert.equal(isTouched({ ok: 75, httpError: 25 }, { ok: 50, httpError: 50 }), true);
    assert.equal(isTouched({ ok: 50, httpError: 50 }, { ok: 100 }), false);
  });

  it('or are answered by a fallback; one that was given up before it was due is neither', () => {
    assert.equal(isTouched({ ok: 100 }, { ok: 100, degraded: 10 }), true);
    assert.equal(isTouched({ ok: 100 }, { ok: 100, degraded: 9 }), false);
    assert.equal(isTouched({ ok: 100 }, { ok: 91, httpError: 9, cancelled: 20 }), false);
  });

  it('have five requests on both sides, or nothing is said of them', () => {
    assert.equal(isTouched({ ok: 5 }, { httpError: 5 }), true);
    assert.equal(isTouched({ ok: 4 }, { httpError: 5 }), false);
    assert.equal(isTouched({ ok: 5 }, { httpError: 4 }), false);
    assert.equal(isTouched({ ok: 4, cancelled: 1 }, { httpError: 5 }), false);
  });

  it('or take three times the p95 of before, if that is 50 ms more: ten of them, and a fiftieth', () => {
    const usual = {
      ok: 100,
      times: [
        [10, 95],
        [40, 5],
      ],
    } as const;
    const slow = (ms: number, count: number, of = 100) =>
      ({
        ok: of,
        times: [
          [10, of - count],
          [ms, count],
        ],
      }) as const;
    assert.equal(isTouched(usual, slow(62, 10)), true);
    assert.equal(isTouched(usual, slow(58, 10)), false);
    assert.equal(isTouched(usual, slow(62, 9)), false);
    assert.equal(isTouched(usual, slow(62, 20, 1_000)), true);
    assert.equal(isTouched(usual, slow(62, 19, 1_000)), false);
    // One more than a twentieth takes 40 ms: that is what is usual, and it has its three times.
    const slower = {
      ok: 100,
      times: [
        [10, 94],
        [40, 6],
      ],
    } as const;
    assert.equal(isTouched(slower, slow(123, 10)), true);
    assert.equal(isTouched(slower, slow(117, 10)), false);
  });

  it('and were not as slow before', () => {
    const usual = {
      ok: 100,
      times: [
        [10, 97],
        [200, 3],
      ],
    } as const;
    const now = (count: number) =>
      ({
        ok: 1_000,
        times: [
          [10, 1_000 - count],
          [200, count],
        ],
      }) as const;
    assert.equal(isTouched(usual, now(50)), true);
    assert.equal(isTouched(usual, now(49)), false);
  });

  it('are not called slow where nothing of them came to its end before', () => {
    assert.equal(isTouched({ dropped: 100 }, { ok: 100, times: [[500, 100]] }), false);
  });

  it('are each looked at alone, also those that no journey of the plan has', () => {
    const routes = [
      { route: 'home', atMs: 2_000, ok: 100 },
      { route: 'home', atMs: 6_000, ok: 100 },
      { route: 'hook', atMs: 2_000, ok: 100 },
      { route: 'hook', atMs: 6_000, httpError: 100 },
    ];
    assert.deepEqual(touched(routes, { journeys: [journey('browse', 1, [{ route: 'home' }])] }), ['hook']);
  });

  it('were usual in bins that had ended when the first fault was sent', () => {
    const before = (atMs: number): string[] =>
      touched([
        { atMs, ok: 100 },
        { atMs: 6_000, httpError: 100 },
      ]);
    assert.deepEqual(before(3_800), ['checkout']);
    assert.deepEqual(before(3_801), []);
  });

  it('meet it in bins that went on when it was confirmed, and began before its removal was sent', () => {
    const during = (atMs: number, faults: readonly CountedFault[] = [fault]): string[] =>
      touched(
        [
          { atMs: 2_000, ok: 100 },
          { atMs, httpError: 100 },
        ],
        { faults },
      );
    assert.deepEqual(during(3_801), ['checkout']);
    assert.deepEqual(during(3_799), []);
    assert.deepEqual(during(7_999), ['checkout']);
    assert.deepEqual(during(8_000), []);
    const stays: CountedFault = { id: 'slow', injected: [4_000, 4_000] };
    assert.deepEqual(during(19_800, [stays]), ['checkout']);
    // Any of several faults will do.
    const second: CountedFault = { id: 'again', injected: [12_000, 12_000], removed: [14_000, 14_000] };
    assert.deepEqual([during(12_200, [fault, second]), during(10_000, [fault, second])], [['checkout'], []]);
  });
});

describe('the callers of a dependency', () => {
  const callers = (failing: readonly string[], journeys: CountedRun['journeys']): string[] => {
    const names = ['home', 'cart', 'checkout', 'hook'];
    const record = countedRun({
      faults: [fault],
      journeys: journeys ?? [],
      routes: names.flatMap((route) => [
        { route, atMs: 2_000, ok: 100 },
        { route, atMs: 6_000, ...(failing.includes(route) ? { httpError: 100 } : { ok: 100 }) },
      ]),
    });
    return callersOf(record, record.faults, referenceEndMs);
  };
  const buy = journey('buy', 1, [{ route: 'home' }, { route: 'cart' }, { route: 'checkout' }]);
  const pay = journey('pay', 1, [{ route: 'checkout' }]);

  it('are the first of those that it touches in a journey', () => {
    assert.deepEqual(callers(['cart', 'checkout'], [buy]), ['cart']);
    assert.deepEqual(callers(['checkout'], [buy]), ['checkout']);
    assert.deepEqual(callers(['home', 'checkout'], [buy]), ['home']);
  });

  it('also those that another journey begins with, or no journey has', () => {
    assert.deepEqual(callers(['cart', 'checkout'], [buy, pay]), ['cart', 'checkout']);
    assert.deepEqual(callers(['cart', 'checkout', 'hook'], [buy]), ['cart', 'hook']);
  });
});
