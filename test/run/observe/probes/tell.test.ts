import assert from 'node:assert/strict';
import { array, assert as check, boolean, property } from 'fast-check';
import type { EventBody } from '../../../../src/events/event.ts';
import { createTeller } from '../../../../src/run/observe/probes/tell.ts';

type Told = Extract<EventBody, { type: 'probe' }> & { tMs: number };

/** Looks a second apart, from t = 1 s on, told and flushed. */
function told(oks: readonly boolean[]): Told[] {
  const events: Told[] = [];
  const teller = createTeller(
    'p',
    (event, tMs = Number.NaN) => events.push({ ...(event as Told), tMs }),
    (ms) => ms,
  );
  for (const [i, ok] of oks.entries()) teller.see({ ok, ms: 1, detail: ok ? 'fine' : 'ill' }, (i + 1) * 1_000);
  teller.flush();
  return events;
}

describe('looks as events', () => {
  it('are told where their outcome changes, and at the end', () => {
    assert.deepEqual(
      told([true, true, true, false, false, true]).map(({ tMs, ok, alikeAtMs }) => [tMs, ok, alikeAtMs]),
      [
        [1_000, true, undefined],
        [4_000, false, [2_000, 3_000]],
        [6_000, true, [5_000]],
      ],
    );
  });

  it('are few over an hour of looks at what holds, and all in there', () => {
    const events = told(Array.from({ length: 3_600 }, () => true));
    assert.ok(events.length <= 61, `${events.length}`);
    assert.ok(JSON.stringify(events).length < 40_000);
    assert.equal(
      events.reduce((sum, { alikeAtMs = [] }) => sum + 1 + alikeAtMs.length, 0),
      3_600,
    );
  });

  it('lose no look and no outcome', () => {
    check(
      property(array(boolean(), { maxLength: 300 }), (oks) => {
        const looks: [number, boolean][] = [];
        let last = true;
        for (const { tMs, ok, alikeAtMs = [] } of told(oks)) {
          for (const ms of alikeAtMs) looks.push([ms, last]);
          looks.push([tMs, (last = ok)]);
        }
        assert.deepEqual(
          looks,
          oks.map((ok, i) => [(i + 1) * 1_000, ok]),
        );
      }),
    );
  });
});
