import assert from 'node:assert/strict';
import { Requests, type RequestBin } from '../../../src/breakers/infer/requests.ts';
import { bucketOf } from '../../../src/events/histogram.ts';

/** `times`: pairs of milliseconds and how many took so long. */
function bin(atMs: number, over: Partial<RequestBin> = {}, times: readonly (readonly [ms: number, count: number])[] = []): RequestBin {
  const answered = times.reduce((sum, [, count]) => sum + count, 0);
  return {
    atMs,
    due: 10,
    answered,
    timedOut: 0,
    lost: 0,
    times: times.flatMap(([ms, count]) => [bucketOf(ms * 1_000), count]),
    ...over,
  };
}

const requests = (...bins: readonly RequestBin[]): Requests => new Requests(['checkout'], bins, 200);
/** A bucket is 0.8 % of its value. */
const isAbout = (value: number, ms: number): void => assert.ok(Math.abs(value - ms) <= ms / 100, `${value}, not ${ms}`);

describe('requests', () => {
  it('that were due count by the part of their bin', () => {
    const two = requests(bin(200), bin(0));
    for (const [fromMs, toMs, due] of [
      [0, 400, 20],
      [100, 400, 15],
      [100, 250, 7.5],
      [50, 60, 0.5],
      [400, 900, 0],
    ] as const)
      assert.equal(two.due(fromMs, toMs), due, `${fromMs} to ${toMs}`);
  });

  it('had all ended when the longest of those from before had', () => {
    const slow = requests(
      bin(0, {}, [
        [5, 9],
        [900, 1],
      ]),
      bin(200, {}, [[300, 10]]),
      bin(400, {}, [[2_000, 10]]),
    );
    isAbout(slow.lastEndOf(400), 1_100);
    isAbout(slow.lastEndOf(401), 2_600);
    assert.equal(slow.lastEndOf(0), Number.NEGATIVE_INFINITY, 'there was none');
  });

  it('that nobody waited for any longer may still hang, for a minute', () => {
    const hung = requests(bin(0, { timedOut: 1 }, [[5_000, 9]]), bin(200, {}, [[3, 10]]));
    assert.equal(hung.lastEndOf(60_000), Number.POSITIVE_INFINITY);
    isAbout(hung.lastEndOf(60_001), 5_200);
  });

  it('took as long as the longest of those that began then', () => {
    const slow = requests(bin(0, {}, [[700, 1]]), bin(200, {}, [[90, 1]]), bin(400, {}, [[800, 1]]));
    isAbout(slow.longestMs(200, 400), 90);
    isAbout(slow.longestMs(199, 400), 700);
    isAbout(slow.longestMs(200, 401), 800);
    assert.equal(slow.longestMs(600, 900), 0);
  });

  it('that were answered within a time began in it, and came to their end in it', () => {
    const answered = (toMs: number): unknown =>
      requests(
        bin(0, {}, [
          [5, 6],
          [300, 4],
        ]),
      ).endedWithin(0, toMs);
    assert.deepEqual(answered(600), { due: 10, answered: 10, lost: 0 });
    assert.deepEqual(answered(510), { due: 10, answered: 10, lost: 0 });
    assert.deepEqual(answered(490), { due: 10, answered: 6, lost: 0 }, 'four were under way');
    assert.deepEqual(answered(210), { due: 10, answered: 6, lost: 0 });
    assert.deepEqual(answered(199), { due: 0, answered: 0, lost: 0 }, 'no whole bin');
  });

  it('are counted by whole bins', () => {
    const three = requests(bin(0, {}, [[5, 10]]), bin(200, {}, [[5, 9]]), bin(400, {}, [[5, 8]]));
    assert.deepEqual(three.endedWithin(1, 599), { due: 10, answered: 9, lost: 0 });
    assert.deepEqual(three.endedWithin(200, 610), { due: 20, answered: 17, lost: 0 });
  });

  it('that were lost or hung were not answered, though they came to an end too', () => {
    const lost = requests(bin(0, { answered: 4, lost: 3, timedOut: 2 }, [[5, 7]]));
    assert.deepEqual(lost.endedWithin(0, 400), { due: 10, answered: 4, lost: 5 });
    // They are the first to end, as far as is known.
    const slow = requests(
      bin(0, { answered: 7, lost: 3 }, [
        [5, 5],
        [700, 5],
      ]),
    );
    assert.deepEqual(slow.endedWithin(0, 400), { due: 10, answered: 2, lost: 3 });
    const none = requests(bin(0, { answered: 0, lost: 10 }));
    assert.deepEqual(none.endedWithin(0, 400), { due: 10, answered: 0, lost: 10 }, 'dropped before it was sent: it has no time');
  });
});
