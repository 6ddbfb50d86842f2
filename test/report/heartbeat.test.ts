import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { createHeartbeat, eventLine } from '../../src/report/heartbeat.ts';
import { blackFridayLog, blackFridayPlan } from '../support/black-friday-log.ts';
import { assertGolden } from '../support/golden.ts';

const log = blackFridayLog();
const wall = '2026-11-27T09:00:50.000Z';
/** `key=value` pairs, a value being a bare word or a JSON string. */
const pairs = /^(?:[A-Za-z][\w-]*=(?:[^\s"=]+|"(?:[^"\\]|\\.)*")(?: |$))+$/;

function beatAt(nowMs: number, plan = blackFridayPlan): string {
  const heartbeat = createHeartbeat(plan);
  for (const event of log) if (event.tMs <= nowMs) heartbeat.see(event);
  return heartbeat.line({ nowMs, wall });
}

describe('the heartbeat', () => {
  it('through a run is as it was', () => {
    const beats = [-1_000, 0, 5_000, 22_500, 46_000, 50_000, 70_000, 106_200].map((nowMs) => beatAt(nowMs));
    const events = log.map(eventLine).filter((line) => line !== null);
    assertGolden('report/heartbeat.txt', `${beats.join('\n')}\n\n${events.join('\n')}\n`);
  });

  it('is one line: the wall clock, then key=value', () => {
    for (const nowMs of [-1_000, 0, 5_000, 46_000, 106_200]) {
      const [clock, ...rest] = beatAt(nowMs).split(' ');
      assert.equal(clock, wall);
      assert.match(rest.join(' '), pairs);
    }
  });

  for (const [nowMs, wanted] of [
    [-1_000, / stage=preparing left=- offered=- served=- p50=- .* faults=- breakers=payments:unseen$/],
    [5_000, / t=5\.0 stage=baseline left=15s offered=\d+(\.\d)? served=\d+(\.\d)? p50=[\d.]+ms .* errors=0 errorsTotal=0 /],
    [47_000, / stage=peak .* faults=payments-slow:19s breakers=payments:open$/],
  ] as const)
    it(`at ${nowMs / 1_000} s says where the run is`, () => {
      assert.match(beatAt(nowMs), wanted);
    });

  it('stays one parseable line whatever a name holds', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a\nb', 'a b="c"', '\u2028', '=', '')), (name) => {
        const plan = { ...blackFridayPlan, breakers: blackFridayPlan.breakers.map((one) => ({ ...one, name })) };
        const line = createHeartbeat(plan).line({ nowMs: 0, wall });
        assert.doesNotMatch(line, /[\n\r\u2028\u2029]/);
        assert.match(line.slice(wall.length + 1), pairs);
        const event = eventLine({ type: 'trouble', what: name, detail: name, tMs: 1_234 }) ?? '';
        assert.doesNotMatch(event, /[\n\r\u2028\u2029]/);
        assert.match(event, pairs);
      }),
    );
  });

  it('has a line for an event worth one, with its moment and its word', () => {
    assert.equal(
      eventLine({ type: 'fault-injected', fault: 'payments slow', sentMs: 44_996.5, confirmedMs: 45_002, counters: null, tMs: 45_002 }),
      't=45.0 event=fault-injected fault="payments slow" tookMs=5.5',
    );
    assert.equal(eventLine({ type: 'load', bins: [], routes: [], errors: [], tMs: 0 }), null);
  });
});
