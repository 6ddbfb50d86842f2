import assert from 'node:assert/strict';
import { array, assert as check, constantFrom, integer, property, record, uniqueArray } from 'fast-check';
import { outcomes, type Event, type RouteBin } from '../../src/events/event.ts';
import { Histogram } from '../../src/events/histogram.ts';
import { fromLine, toLine } from '../../src/events/log-line.ts';

function sparse(micros: readonly number[]): number[] {
  const histogram = new Histogram();
  for (const value of micros) histogram.record(value);
  return histogram.toSparse();
}

const times = array(integer({ min: 0, max: 3_000_000 }), { maxLength: 30 }).map(sparse);
const counts = uniqueArray(constantFrom(...outcomes), { maxLength: 3 }).map((some) =>
  Object.fromEntries(some.map((one, i) => [one, i + 1])),
);
const small = integer({ min: 0, max: 50_000 });
const bin = record({ atMs: small, stage: small, intended: small, outcomes: counts });
const routeBin = record({
  atMs: small,
  stage: small,
  route: constantFrom('home', 'a route', '/x?y={z}'),
  intended: small,
  outcomes: counts,
  degraded: small,
  shed: small,
  okTimes: times,
  failedTimes: times,
  serviceTimes: times,
});
const error = record({
  route: constantFrom('home'),
  stage: small,
  outcome: constantFrom(...outcomes),
  cause: constantFrom('ECONNRESET'),
  count: small,
});

function written(event: object): unknown {
  return JSON.parse(toLine(event as Event));
}

describe('a line of the event log', () => {
  it('loses nothing of a load', () => {
    check(
      property(array(bin, { maxLength: 4 }), array(routeBin, { maxLength: 4 }), array(error, { maxLength: 3 }), (bins, routes, errors) => {
        const event = { tMs: 500.2, type: 'load', bins, routes, errors };
        assert.deepEqual(fromLine(toLine(event)), JSON.parse(JSON.stringify(event)));
      }),
    );
  });

  it('loses nothing of a histogram, the first and the last bucket included', () => {
    check(
      property(times, (lateness) => {
        const event = { tMs: 1, type: 'generator', lateness, sent: 3 };
        assert.deepEqual(fromLine(toLine(event)), event);
      }),
    );
    for (const lateness of [[], [0, 1], [0, 7], [0, 1, 1, 1], sparse([0, 0, 2 ** 31])]) {
      const event = { tMs: 1, type: 'generator', lateness };
      assert.deepEqual(fromLine(toLine(event)), event);
    }
  });

  it('writes names once and histograms as letters', () => {
    const routes: RouteBin[] = [0, 200].map((atMs) => ({
      atMs,
      stage: 0,
      route: 'home',
      intended: 13,
      outcomes: { ok: 13 },
      degraded: 0,
      shed: 0,
      okTimes: [1061, 12, 1069, 1],
      failedTimes: [],
      serviceTimes: [1060, 13],
    }));
    assert.deepEqual(written({ tMs: 1, type: 'load', bins: [], routes, errors: [] }), {
      tMs: 1,
      type: 'load',
      bins: [],
      routes: {
        keys: ['atMs', 'stage', 'route', 'intended', 'outcomes', 'degraded', 'shed', 'okTimes~', 'failedTimes~', 'serviceTimes~'],
        rows: [
          [0, 0, 'home', 13, { ok: 13 }, 0, 0, 'BOv12i', '', 'BOu13'],
          [200, 0, 'home', 13, { ok: 13 }, 0, 0, 'BOv12i', '', 'BOu13'],
        ],
      },
      errors: [],
    });
  });

  it('leaves alone what has another form', () => {
    const odd = {
      tMs: 1,
      type: 'generator',
      three: [1, 2, 3],
      falling: [5, 1, 4, 1],
      negative: [-1, 1],
      fractions: [0.5, 1],
      texts: ['a', 'b'],
      mixed: [{ a: 1 }, { b: 2 }],
      maybe: [{ a: 1, b: 2 }, { a: 3 }],
      nested: { list: [{ a: 1 }] },
    };
    assert.deepEqual(written(odd), odd);
    assert.deepEqual(fromLine(toLine(odd)), odd);
  });

  it('leaves other events alone', () => {
    const event = { tMs: 1, type: 'fault-injected', fault: 'f', list: [{ a: 1 }], pair: [2, 5] };
    assert.deepEqual(written(event), event);
  });

  it('reads what version 1 wrote', () => {
    const event = { tMs: 1, type: 'load', bins: [{ atMs: 0, stage: 0, intended: 1, outcomes: {} }], routes: [], errors: [] };
    assert.deepEqual(fromLine(JSON.stringify(event)), event);
  });

  it('throws for what is no JSON', () => assert.throws(() => fromLine('{"tMs":1,"type":"lo'), SyntaxError));
});
