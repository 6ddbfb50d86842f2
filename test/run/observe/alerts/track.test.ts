import assert from 'node:assert/strict';
import { array, assert as check, constantFrom, property, uniqueArray } from 'fast-check';
import type { ListedAlert } from '../../../../src/run/observe/alerts/listed.ts';
import { createAlertTracker } from '../../../../src/run/observe/alerts/track.ts';

const alert = (id: string, more: Partial<ListedAlert> = {}): ListedAlert => ({
  name: id.toUpperCase(),
  id,
  labels: {},
  suppressed: false,
  since: null,
  ...more,
});

/** Looks one second apart, each of 100 ms. */
function follow(...looks: readonly (readonly ListedAlert[])[]): (readonly [string, string, readonly [number, number] | null])[] {
  const tracker = createAlertTracker();
  return looks.flatMap((listed, i) =>
    tracker.see(listed, i * 1_000, i * 1_000 + 100).map(({ alert: { id }, state, atMs }) => [id, state, atMs] as const),
  );
}

describe('alerts over time', () => {
  it('begin and end between the begin of the look before and the end of this one', () => {
    assert.deepEqual(follow([], [alert('a')], [alert('a')], []), [
      ['a', 'firing', [0, 1_100]],
      ['a', 'resolved', [2_000, 3_100]],
    ]);
  });

  it('that are there in the first look began nobody knows when', () => {
    assert.deepEqual(follow([alert('a')], []), [
      ['a', 'firing', null],
      ['a', 'resolved', [0, 1_100]],
    ]);
  });

  it('that flap are several firings, between two looks too', () => {
    assert.deepEqual(
      follow([], [alert('a')], [], [alert('a')]).map(([, state]) => state),
      ['firing', 'resolved', 'firing'],
    );
    const [early, late] = [alert('a', { since: '2026-11-27T00:00:01Z' }), alert('a', { since: '2026-11-27T00:00:09Z' })];
    assert.deepEqual(follow([], [early], [late]), [
      ['a', 'firing', [0, 1_100]],
      ['a', 'resolved', [1_000, 2_100]],
      ['a', 'firing', [1_000, 2_100]],
    ]);
    // Another sender says that it began earlier: it is the same firing.
    assert.equal(follow([], [late], [early]).length, 1);
  });

  it('of which somebody is told only later fire from then on; one that is silenced while it fires fires on', () => {
    const silent = alert('a', { suppressed: true });
    assert.deepEqual(
      follow([], [silent], [alert('a')], [silent], []).map(([, state]) => state),
      ['suppressed', 'firing', 'resolved'],
    );
  });

  it('come to what each look saw', () => {
    const look = uniqueArray(constantFrom('a', 'b', 'c'));
    check(
      property(array(look, { maxLength: 12 }), (looks) => {
        const tracker = createAlertTracker();
        const firing = new Set<string>();
        for (const [i, ids] of looks.entries()) {
          for (const { alert: one, state } of tracker.see(
            ids.map((id) => alert(id)),
            i,
            i + 0.5,
          ))
            if (state === 'resolved') assert.ok(firing.delete(one.id));
            else firing.add(one.id);
          assert.deepEqual([...firing].toSorted(), ids.toSorted());
        }
      }),
    );
  });
});
