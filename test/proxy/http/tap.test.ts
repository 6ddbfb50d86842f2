import assert from 'node:assert/strict';
import { Tap } from '../../../src/proxy/http/tap.ts';

function tapped(paused = false): { tap: Tap; isRead: () => boolean; rooms: () => number } {
  let reading = !paused;
  let rooms = 0;
  const tap = new Tap({ pause: () => (reading = false), resume: () => (reading = true), isPaused: () => !reading });
  tap.onRoom = () => (rooms += 1);
  return { tap, isRead: () => reading, rooms: () => rooms };
}

describe('tap', () => {
  it('is read only while there is room and nothing is held', () => {
    const { tap, isRead } = tapped();
    tap.pause();
    tap.hold();
    tap.release();
    assert.equal(isRead(), false);
    tap.resume();
    assert.equal(isRead(), true);
    tap.hold();
    tap.resume();
    assert.equal(isRead(), false);
    tap.release();
    assert.equal(isRead(), true);
  });

  it('begins as the socket is, and tells the link of nothing but room', () => {
    const { tap, isRead } = tapped(true);
    assert.equal(tap.isPaused(), true);
    tap.release();
    assert.equal(isRead(), false);
    tap.resume();
    tap.hold();
    assert.deepEqual([tap.isPaused(), isRead()], [false, false]);
  });

  it('says when there is room again', () => {
    const { tap, rooms } = tapped();
    tap.hold();
    tap.release();
    assert.equal(rooms(), 0);
    tap.pause();
    tap.resume();
    assert.equal(rooms(), 1);
  });
});
