import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { analyse } from '../../src/analysis/analyse.ts';
import type { Event, LoadBin, RouteBin } from '../../src/events/event.ts';
import { parseLog } from '../../src/events/parse-log.ts';
import { around, journey, latencyFault, stage, syntheticLog } from '../support/synthetic-log.ts';

const log = syntheticLog({
  stages: [stage('baseline', 12, 40), stage('peak', 16, 60)],
  journeys: [journey('browse', 2, [{ route: 'home' }]), journey('buy', 1, [{ route: 'cart' }, { route: 'checkout' }])],
  meets: ({ route, tMs }, random) =>
    route === 'checkout' && tMs > 14_000 && tMs < 17_000 ? { outcome: 'timeout', ms: 900, cause: 'no answer' } : { ms: around(15, random) },
  faults: [latencyFault('slow', 14_000, 3_000)],
  objectives: ['error rate < 1%', 'checkout recovers within 5s after slow', 'p95 of home < 50ms'],
});
const analysis = analyse(log);

/** Takes `part` out of a bin; the two halves add up to it. */
function split(bin: LoadBin | RouteBin, part: number): [Record<string, unknown>, Record<string, unknown>] {
  const first: Record<string, unknown> = { ...bin, intended: Math.min(part, bin.intended), outcomes: {} };
  const second: Record<string, unknown> = { ...bin, intended: bin.intended - Math.min(part, bin.intended) };
  if (!('route' in bin)) return [first, second];
  return [
    Object.assign(first, { degraded: 0, shed: 0, okTimes: bin.okTimes.slice(0, 2), failedTimes: [], serviceTimes: [] }),
    Object.assign(second, { okTimes: bin.okTimes.slice(2) }),
  ];
}

describe('laws of the analysis', () => {
  it('is the same however the load lines were split', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 2, max: 5 }), (part, every) => {
        const finer = log.flatMap((event, i): Event[] => {
          if (event.type !== 'load' || i % every !== 0) return [event];
          const [bins, routes] = [event.bins.map((bin) => split(bin, part)), event.routes.map((bin) => split(bin, part))];
          const half = (which: 0 | 1, errors: typeof event.errors): Event =>
            ({
              tMs: event.tMs,
              type: 'load',
              bins: bins.map((pair) => pair[which]),
              routes: routes.map((pair) => pair[which]),
              errors,
            }) as unknown as Event;
          return [half(0, event.errors), half(1, [])];
        });
        assert.deepEqual(analyse(finer), analysis);
      }),
      { numRuns: 8 },
    );
  });

  it('is the same whatever the order of load lines, and of bins within one', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (stream) => {
        const order = (): number => (stream.next().value as number) - 0.5;
        const shuffled = log.map((event) =>
          event.type === 'load'
            ? { ...event, bins: event.bins.toSorted(order), routes: event.routes.toSorted(order), errors: event.errors.toSorted(order) }
            : event,
        );
        const load = shuffled.filter((event) => event.type === 'load').toSorted(order);
        const rest = shuffled.filter((event) => event.type !== 'load');
        assert.deepEqual(analyse([...rest, ...load]), analysis);
      }),
      { numRuns: 8 },
    );
  });

  it('survives a log that is cut anywhere, and conserves what it counts', () => {
    const text = log.map((event) => `${JSON.stringify(event)}\n`).join('');
    const first = text.indexOf('\n') + 1;
    fc.assert(
      fc.property(fc.integer({ min: first, max: text.length }), (cut) => {
        const { totals, series, exitCode } = analyse(parseLog(text.slice(0, cut)).events);
        assert.equal(
          Object.values(totals.outcomes).reduce((sum, n) => sum + n, 0),
          totals.intended,
        );
        assert.equal(
          series.reduce((sum, point) => sum + point.offered, 0),
          totals.intended,
        );
        if (cut < text.length - 200) assert.notEqual(exitCode, 0);
      }),
      { numRuns: 25 },
    );
  });

  it('reads the same from the text of a log as from its events', () => {
    const text = log.map((event) => `${JSON.stringify(event)}\n`).join('');
    assert.deepEqual(analyse(parseLog(text).events), analysis);
  });
});
