import assert from 'node:assert/strict';
import { referenceAt, type Reference } from '../../../src/analysis/recovery/reference.ts';
import { ScopeCounts, type Slot } from '../../../src/analysis/recovery/slots.ts';
import { binsOf, slotsOf, times, well, type Counted } from '../../support/judged-slots.ts';

function answer(
  counted: Counted[],
  level = 200,
  change: (slot: Slot, i: number) => Slot = (slot) => slot,
  usable: (slot: Slot) => boolean = () => true,
) {
  const slots = slotsOf(counted.length).map(change);
  const bins = binsOf(counted).map((bin, i) => ({ ...bin, stage: slots[i]?.stage ?? 0 }));
  return referenceAt(level, slots, new ScopeCounts('route', 'home', bins, slots), usable);
}

function reference(...args: Parameters<typeof answer>): Reference {
  const found = answer(...args);
  assert.ok('reference' in found, JSON.stringify(found));
  return found.reference;
}

const none = (...args: Parameters<typeof answer>): string => {
  const found = answer(...args);
  return 'none' in found ? found.none : 'there is one';
};

const close = (got: number, wanted: number): void =>
  assert.ok(Math.abs(got - wanted) <= 0.01 * Math.abs(wanted) + 1e-9, `${got} for ${wanted}`);

describe('the reference', () => {
  it('takes a hundred requests', () => {
    assert.match(none(times(9, { ok: 11 })), /^only 99 requests of home in fault-free time before it at 200\/s, it takes 100$/);
    assert.match(none([]), /^no requests of home/);
    assert.equal(reference(times(10, { ok: 10 })).requestsPerSecond, 50);
  });

  it('is of the same load, within a tenth, of what is usable and warm', () => {
    const at =
      (offered: number) =>
      (slot: Slot): Slot => ({ ...slot, offered });
    for (const offered of [181, 219]) assert.equal(none(times(10, well), 200, at(offered)), 'there is one');
    for (const offered of [179, 221]) assert.match(none(times(10, well), 200, at(offered)), /^no requests/);
    assert.match(none(times(10, well), 0, at(0)), /^no requests/);
    assert.match(
      none(times(10, well), 200, (slot) => ({ ...slot, warmingUp: true })),
      /^no requests/,
    );
    assert.match(
      none(times(10, well), 200, undefined, ({ atMs }) => atMs < 400),
      /^only 80 requests/,
    );
  });

  it('has the share of errors, and tolerates one percentage point more', () => {
    const { errorShare, theta, badShare } = reference(times(50, { ok: 39, failed: 1 }));
    close(errorShare, 0.025);
    close(theta, 0.035);
    close(badShare, 0.025);
  });

  it('has limits of its p95: a fifth or 20 ms more to come in, a half or 40 ms more to go out', () => {
    const fast = reference(times(50, { ok: 40, okMs: 20 }));
    close(fast.p95Ms, 20);
    close(fast.enterMs, 40);
    close(fast.leaveMs, 60);
    const slow = reference(times(50, { ok: 40, okMs: 400 }));
    close(slow.enterMs, 480);
    close(slow.leaveMs, 600);
    assert.deepEqual([slow.verySlowShare, slow.badShare], [0, 0]);
  });

  it('has three times its own spread as a limit, where that is more', () => {
    // Blocks of 120 requests with a p95 of 100, 200, 100, ...: half of them, 150 ms from the median of 250.
    const blocks = Array.from({ length: 40 }, (_, i) => times(3, { ok: 40, okMs: i % 2 === 0 ? 100 : 400 })).flat();
    const { p95Ms, enterMs, leaveMs } = reference(blocks);
    close(p95Ms, 400);
    close(enterMs, 400 + 3 * 1.4826 * 150);
    close(leaveMs, enterMs);
    // An odd number of blocks: the median is one of them.
    const odd = reference(Array.from({ length: 5 }, (_, i) => times(3, { ok: 40, okMs: [100, 400, 100, 400, 100][i] as number })).flat());
    close(odd.enterMs, 480);
    // One block has no spread.
    close(reference(times(4, { ok: 40, okMs: 100 })).enterMs, 120);
  });

  it('goes by the 95th percentile, of all and of each block of a hundred', () => {
    const tail = (every: number) => Array.from({ length: 100 }, (_, i) => ({ ok: 40, okMs: i % every === 0 ? 200 : 20 }));
    close(reference(tail(10)).p95Ms, 200);
    close(reference(tail(25)).p95Ms, 20);
    // Blocks of three slots, each second one with slow answers in one of them.
    const some = Array.from({ length: 120 }, (_, i) => ({ ok: 40, okMs: i % 6 === 0 ? 420 : 20 }));
    const { p95Ms, enterMs } = reference(some);
    close(enterMs, p95Ms + 3 * 1.4826 * 200);
  });

  it('has blocks of a hundred requests, and no spread from one block', () => {
    // 40 a slot: a block ends with its third slot. With 34 it does too, with 33 it takes four.
    const changing = (ok: number) => Array.from({ length: 24 }, (_, i) => ({ ok, okMs: i % 6 < 3 ? 100 : 400 }));
    close(reference(changing(34)).enterMs, 400 + 3 * 1.4826 * 150);
    assert.ok(reference(changing(33)).enterMs < 400 + 3 * 1.4826 * 150 - 1);
    const two = reference([...times(3, { ok: 40, okMs: 400 }), ...times(3, { ok: 40, okMs: 100 })]);
    close(two.enterMs, two.p95Ms + 3 * 1.4826 * 150);
  });

  it('knows which share of its own was slow', () => {
    const tail = Array.from({ length: 100 }, (_, i) => ({ ok: 40, okMs: i % 25 === 24 ? 1_000 : 20 }));
    const { verySlowShare, badShare } = reference(tail);
    close(verySlowShare, 0.04);
    close(badShare, 0.04);
    const both = reference(tail.map((one, i) => (i % 2 === 0 ? { ...one, ok: 39, failed: 1 } : one)));
    close(both.badShare, 0.04 + 0.0125 - 0.0005);
  });

  it('is none where it was getting worse, and one where it was getting better', () => {
    const worse = [...times(25, well), ...times(25, { ok: 36, failed: 4 })];
    assert.match(none(worse), /^its reference is unstable: errors rose from 0 % in its first half to 10 %/);
    assert.equal(none(worse.toReversed()), 'there is one');
    assert.match(none([...times(25, well), ...times(25, { ok: 40, okMs: 80 })]), /unstable: p95 rose/);
    // The middle of an odd number belongs to the first half.
    assert.equal(none([...times(2, { ok: 60 }), { ok: 40, failed: 20 }, ...times(2, { ok: 60 })]), 'there is one');
    assert.match(none([...times(3, { ok: 60 }), { ok: 40, failed: 20 }, { ok: 60 }]), /unstable: errors rose from 0 %/);
  });

  it('stands in the stage that most of it lies in', () => {
    assert.equal(reference(times(20, well), 200, (slot, i) => ({ ...slot, stage: i < 6 ? 4 : 7 })).stage, 7);
    assert.equal(reference(times(20, well), 200, (slot, i) => ({ ...slot, stage: i < 14 ? 4 : 7 })).stage, 4);
  });

  it('needs an answer that has a time', () => {
    const dropped = slotsOf(10);
    const bins = binsOf(times(10, { failed: 40 })).map((bin) => ({ ...bin, failedTimes: [] }));
    const found = referenceAt(200, dropped, new ScopeCounts('route', 'home', bins, dropped), () => true);
    assert.match('none' in found ? found.none : '', /^no answer of home in fault-free time$/);
  });
});
