import assert from 'node:assert/strict';
import { analyse } from '../../../src/analysis/analyse.ts';
import type { Analysis } from '../../../src/analysis/analysis.ts';
import { controlOf, controlRun } from '../../../src/analysis/compare/control.ts';
import { readRecord } from '../../../src/analysis/run-record.ts';
import type { ControlRun, RouteFigures } from '../../../src/events/control.ts';
import type { Event } from '../../../src/events/event.ts';
import { around, latencyFault, stage, syntheticLog, type SyntheticOptions } from '../../support/synthetic-log.ts';

const calm: SyntheticOptions = { stages: [stage('load', 20, 100)], meets: (_, random) => ({ ms: around(20, random) }) };
const options: SyntheticOptions = {
  ...calm,
  meets: ({ tMs }, random) => (tMs >= 8_000 && tMs < 12_000 ? { outcome: 'reset', ms: 3 } : { ms: around(20, random) }),
  faults: [latencyFault('f', 8_000, 4_000)],
  objectives: ['error rate < 50%'],
};
const plain = syntheticLog(calm);
const told = (control: ControlRun): Event => ({ tMs: -1, type: 'control', control });
const controlWithout = (...faults: { id: string; atMs: number; forMs: number }[]): ControlRun => controlRun(plain, analyse(plain), faults);

describe('a log that has a control', () => {
  const control = controlWithout({ id: 'f', atMs: 8_000, forMs: 4_000 });
  const against = (more: Partial<SyntheticOptions> = {}, event = control): Analysis =>
    analyse(syntheticLog({ ...options, ...more, events: [told(event)] }));

  it('tells what the fault cost while it was in, and over the whole load', () => {
    const found = against().control;
    assert.deepEqual([found?.run, found?.exitCode, found?.breachedWithout], [control.run, 0, []]);
    const during = found?.costs.find(({ fault }) => fault === 'f');
    assert.deepEqual(during?.errorRate.without, 0);
    assert.ok((during?.errorRate.with as number) > 0.9, String(during?.errorRate.with));
    assert.deepEqual(during?.beyondFloor, ['error rate', 'goodput']);
    const whole = found?.costs.find(({ fault }) => fault === null);
    assert.ok(Math.abs((whole?.errorRate.with as number) - 0.2) < 0.01);
    assert.equal(whole?.requests.without, 2_000);
  });

  it('a fault that costs nothing has no mark', () => {
    const found = against({ meets: calm.meets }).control;
    assert.deepEqual(
      found?.costs.flatMap(({ beyondFloor }) => beyondFloor),
      [],
    );
  });

  it('an objective that is breached without the fault too is told apart', () => {
    const text = 'error rate < 1%';
    const failing = { ...control, exitCode: 3, objectives: [{ text, verdict: 'breached' as const }] };
    assert.deepEqual(against({ objectives: [text] }, failing).control?.breachedWithout, [text]);
    assert.deepEqual(against({ objectives: [text] }).control?.breachedWithout, []);
  });
});

describe('the time of a fault in its control', () => {
  const during = (atMs: number, untilMs: number): RouteFigures | undefined =>
    controlWithout({ id: 'f', atMs, forMs: untilMs - atMs }).windows[1]?.routes[0];

  it('is that of the requests that are counted: whole slots of 200 ms, the nearest ones', () => {
    const windows = [during(8_090, 12_110), during(8_110, 12_090)];
    assert.deepEqual(
      windows.map((window) => [window?.requests, window?.goodputPerSecond]),
      [
        [420, 100],
        [380, 100],
      ],
    );
  });

  it('a short fault that costs nothing has no mark, a little later than planned as well', () => {
    for (const lateMs of [0, 50, 90, 110, 150]) {
      const shorts = [latencyFault('f', 8_000 + lateMs, 300)];
      const control = controlWithout({ id: 'f', atMs: 8_000, forMs: 300 });
      const costs = controlOf(readRecord(syntheticLog({ ...calm, faults: shorts, events: [told(control)] })), [])?.costs;
      const [rate] = (costs ?? []).flatMap(({ fault, goodputPerSecond }) => (fault === 'f' ? [goodputPerSecond] : []));
      assert.deepEqual([rate, costs?.flatMap(({ beyondFloor }) => beyondFloor)], [{ with: 100, without: 100 }, []], `${lateMs} ms late`);
    }
  });
});

describe('what is beyond the floor of a control', () => {
  /** Marks of a whole load of which one in ten fails and the ok ones take `okMs`, where its control's figures are so much off. */
  const marks = (without: (found: RouteFigures) => Partial<RouteFigures>, okMs = 50): string[] => {
    const meets: SyntheticOptions['meets'] = ({ tMs }) => (tMs % 100 < 5 ? { outcome: 'reset', ms: 3 } : { ms: okMs });
    const events = syntheticLog({ ...calm, meets });
    const same = controlRun(events, analyse(events), []);
    const [found] = same.windows[0]?.routes ?? [];
    assert.ok(found);
    const windows = [{ fault: null, routes: [{ ...found, ...without(found) }] }];
    const costs = controlOf(readRecord([events[0] as Event, told({ ...same, windows }), ...events.slice(1)]), [])?.costs;
    return costs?.flatMap(({ beyondFloor }) => beyondFloor) ?? [];
  };
  const rate = (off: number) => marks(({ errorRate }) => ({ errorRate: (errorRate as number) - off }));
  const p99 = (of: (ms: number) => number, okMs?: number) => marks(({ p99Ms }) => ({ p99Ms: of(p99Ms as number) }), okMs);
  const goodput = (share: number) => marks(({ goodputPerSecond }) => ({ goodputPerSecond: (goodputPerSecond as number) / share }));

  it('half a percentage point of errors', () => {
    assert.deepEqual([rate(0.0049), rate(0.0051), rate(-0.05)], [[], ['error rate'], []]);
  });

  it('10 % of p99 and 2 ms', () => {
    assert.deepEqual([p99((ms) => ms / 1.09), p99((ms) => ms / 1.11), p99((ms) => ms * 2)], [[], ['p99'], []]);
    assert.deepEqual([p99((ms) => ms - 1.9, 5), p99((ms) => ms - 2.1, 5)], [[], ['p99']]);
  });

  it('10 % of what was served', () => {
    assert.deepEqual([goodput(0.91), goodput(0.89), goodput(2)], [[], ['goodput'], []]);
  });

  it('nothing that is not known of both', () => {
    assert.deepEqual(
      marks(() => ({ route: 'another' })),
      [],
    );
    assert.deepEqual(
      marks(() => ({ errorRate: null, p99Ms: null, goodputPerSecond: null })),
      [],
    );
    // Nothing ended well: no time to hold against that of the control.
    const dead = { ...calm, meets: () => ({ outcome: 'reset' as const, ms: 3 }) };
    const costs = controlOf(readRecord(syntheticLog({ ...dead, events: [told(controlWithout())] })), [])?.costs;
    assert.deepEqual(
      costs?.map(({ p99Ms, beyondFloor }) => [p99Ms.with, beyondFloor]),
      [[null, ['error rate', 'goodput']]],
    );
  });
});
