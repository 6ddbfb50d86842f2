import assert from 'node:assert/strict';
import { array, assert as check, boolean, property } from 'fast-check';
import type { EventBody } from '../../../../src/events/event.ts';
import { createTeller } from '../../../../src/run/observe/probes/tell.ts';

type Told = Extract<EventBody, { type: 'probe' }> & { tMs: number };

/** Looks so far apart, the first after that time, told, and flushed unless the run was killed. */
function told(oks: readonly boolean[], flushed = true, everyMs = 1_000): Told[] {
  const events: Told[] = [];
  const teller = createTeller(
    'p',
    (event, tMs = Number.NaN) => events.push({ ...(event as Told), tMs }),
    (ms) => ms,
  );
  for (const [i, ok] of oks.entries()) teller.see({ ok, ms: 1, detail: ok ? 'fine' : 'ill' }, (i + 1) * everyMs);
  if (flushed) teller.flush();
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
    assert.ok(events.length <= 721, `${events.length}`);
    assert.ok(JSON.stringify(events).length < 100_000);
    assert.equal(
      events.reduce((sum, { alikeAtMs = [] }) => sum + 1 + alikeAtMs.length, 0),
      3_600,
    );
  });

  it('of a run that is killed lack the last five seconds at most', () => {
    for (const looks of [1, 7, 23, 61]) {
      const events = told(
        Array.from({ length: looks }, () => true),
        false,
      );
      assert.ok((events.at(-1)?.tMs ?? 0) > (looks - 6) * 1_000, `${looks} looks, told until ${events.at(-1)?.tMs}`);
    }
    // A slow probe is told look by look: none of them waits for one that never comes.
    assert.equal(told([true, true, true], false, 5_000).length, 3);
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
