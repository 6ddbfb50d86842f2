import assert from 'node:assert/strict';
import { inferSigned } from '../../../src/breakers/infer/signed.ts';

/** Ten requests in each 50 ms of 20 s. */
function infer(signedAt: (atMs: number) => number, due = 10) {
  const bins = Array.from({ length: 400 }, (_, i) => ({ atMs: i * 50, due, signed: signedAt(i * 50) }));
  return inferSigned({ bins, widthMs: 50, endMs: 20_000 });
}

describe('signed answers', () => {
  it('tell from when to when it was open', () => {
    const { moves } = infer((atMs) => (atMs >= 5_000 && atMs < 9_000 ? 5 : 0));
    const [opened, closed] = moves;
    assert.deepEqual([opened?.to, closed?.to, moves.length], ['open', 'closed', 2]);
    assert.ok(opened!.atMs[0] <= 5_000 && opened!.atMs[0] >= 4_900 && opened!.atMs[1] === 5_050);
    assert.ok(closed!.atMs[0] <= 9_000 && closed!.atMs[1] >= 9_000 && closed!.atMs[1] <= 9_100);
  });

  it('are apart by chance where they are few, and the interval is as wide', () => {
    const { moves } = infer((atMs) => (atMs >= 5_000 && atMs < 9_000 && atMs % 500 === 0 ? 1 : 0));
    assert.equal(moves.length, 2, 'a gap of half a second is no closing at that rate');
    assert.ok(moves[0]!.atMs[1] - moves[0]!.atMs[0] > 1_000);
  });

  it('may have begun, and have ended, as far away as they are apart once in a hundred times', () => {
    // One every 50 ms: 4.6 times that.
    const [opened, closed] = infer((atMs) => (atMs >= 5_000 && atMs < 6_000 ? 1 : 0)).moves.map(({ atMs }) => atMs.map(Math.round));
    assert.deepEqual(
      [opened, closed],
      [
        [5_000 - 230, 5_050],
        [5_950, 6_000 + 230],
      ],
    );
  });

  for (const [what, each, bins] of [
    ['ten of them should have come since, where they are few', 1, 10],
    ['none came for 300 ms, where they are many', 5, 6],
  ] as const)
    it(`have ended when ${what}`, () => {
      const pausing = (without: number) =>
        infer((atMs) => (atMs >= 5_000 && atMs < 8_000 && (atMs < 6_000 || atMs >= 6_000 + without * 50) ? each : 0));
      assert.equal(pausing(bins - 1).moves.length, 2);
      assert.equal(pausing(bins).moves.length, 4);
    });

  it('stay open to the end where they go on, and open again after a time without', () => {
    assert.deepEqual(
      infer((atMs) => (atMs >= 15_000 ? 5 : 0)).moves.map(({ to }) => to),
      ['open'],
    );
    assert.deepEqual(
      infer((atMs) => ((atMs >= 3_000 && atMs < 5_000) || (atMs >= 8_000 && atMs < 9_000) ? 5 : 0)).moves.map(({ to }) => to),
      ['open', 'closed', 'open', 'closed'],
    );
  });

  it('say nothing where there is none: a breaker may be hidden from clients', () => {
    assert.match(infer(() => 0).declined ?? '', /hidden from clients/);
  });
});
