import assert from 'node:assert/strict';
import type { EventBody } from '../../src/events/event.ts';
import { createLive, type LiveView } from '../../src/report/live.ts';
import { blackFridayLog, blackFridayPlan } from '../support/black-friday-log.ts';

const log = blackFridayLog();

/** What is known at a moment of the synthetic black friday, and after more events on top. */
function viewAt(nowMs: number, more: readonly EventBody[] = []): LiveView {
  const live = createLive(blackFridayPlan);
  for (const event of log) if (event.tMs <= nowMs) live.update(event);
  for (const event of more) live.update({ ...event, tMs: nowMs });
  return live.view(nowMs);
}

describe('what is going on now', () => {
  it('before the start: preparing, no stage, the first fault ahead, the breaker seen closed', () => {
    const view = viewAt(-200);
    assert.deepEqual([view.phase, view.stage, view.next], ['preparing', null, { id: 'payments-slow', inMs: 45_200 }]);
    assert.deepEqual(
      view.breakers.map(({ name, state }) => [name, state]),
      [['payments', 'closed']],
    );
  });

  it('in the baseline: its rate and the time left', () => {
    const view = viewAt(10_000);
    assert.deepEqual(view.stage, { name: 'baseline', number: 1, of: 4, forMs: 20_000, leftMs: 10_000, held: false });
    assert.ok(Math.abs((view.recent.offeredPerSecond ?? 0) - 200) < 20, String(view.recent.offeredPerSecond));
  });

  it('in the fault: how long it stays, and the breaker open since its trip', () => {
    const view = viewAt(47_000);
    assert.deepEqual(view.active, [{ id: 'payments-slow', link: 'payments', type: 'latency', leftMs: 18_002 }]);
    assert.equal(view.next, null);
    assert.deepEqual(view.breakers, [{ name: 'payments', state: 'open', sinceMs: 46_480, answering: true }]);
  });

  it('after the end: ended, nothing active, and every request accounted for', () => {
    const view = viewAt(200_000);
    assert.deepEqual([view.phase, view.active, view.next], ['ended', [], null]);
    assert.ok(view.intended > 70_000);
    assert.equal(view.ended, view.intended);
  });

  it('shows the worst instance of a breaker, and a source that went silent', () => {
    const open = {
      type: 'breaker',
      breaker: 'payments',
      instance: 'second',
      from: 'closed',
      to: 'open',
      atMs: [9_000, 9_100],
      evidence: 'A',
      atLeast: false,
    } as const;
    assert.equal(viewAt(10_000, [open]).breakers[0]?.state, 'open');
    const silent = { type: 'breaker-source', breaker: 'payments', instance: 'second', answering: false, seen: true, detail: '' } as const;
    assert.equal(viewAt(10_000, [silent]).breakers[0]?.answering, false);
    assert.equal(viewAt(10_000, [silent, { ...silent, answering: true }]).breakers[0]?.answering, true);
    assert.equal(viewAt(10_000, [silent, { ...silent, gone: true }]).breakers[0]?.answering, true, 'nobody waits for one that has left');
  });

  it('holds and releases a stage', () => {
    const hold = { type: 'command', command: 'hold', from: 'panel', detail: '' } as const;
    assert.equal(viewAt(10_000, [hold]).stage?.held, true);
    assert.equal(viewAt(10_000, [hold, { ...hold, command: 'release' }]).stage?.held, false);
  });

  it('shifts the end and the next fault with a stage that began late', () => {
    const live = createLive(blackFridayPlan);
    live.update({ type: 'started', startedAt: '', tMs: 0 });
    live.update({ type: 'stage', index: 1, name: 'doors', forMs: 5_000, tMs: 26_000 });
    const view = live.view(27_000);
    assert.equal(view.totalMs, 106_000);
    assert.equal(view.next?.inMs, 24_000);
  });

  it('does not wait for a fault that was skipped', () => {
    assert.equal(viewAt(40_000, [{ type: 'fault-skipped', fault: 'payments-slow', why: 'no proxy' }]).next, null);
  });

  it('keeps the last few happenings only', () => {
    assert.equal(viewAt(200_000).happenings.length, 8);
    assert.equal(viewAt(200_000).happenings.at(-1)?.text, 'completed');
  });
});
