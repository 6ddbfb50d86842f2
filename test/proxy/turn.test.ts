import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { readMs, timersCountFromMs } from '../../src/proxy/turn.ts';

/** Keeps the process busy. */
function spin(ms: number): void {
  const untilMs = performance.now() + ms;
  while (performance.now() < untilMs);
}

describe('turn of the event loop', () => {
  beforeEach(() => turn());

  it('has one time for all that is read in it, and for the timers that are set for that', async () => {
    const first = readMs();
    spin(3);
    await Promise.resolve();
    assert.equal(readMs(), first);
    assert.equal(timersCountFromMs(), first);
  });

  it('has another time than the one before', async () => {
    const first = readMs();
    spin(3);
    await turn();
    await turn();
    assert.ok(readMs() >= first + 3);
  });

  it('counts timers from now when nothing was read', () => {
    const first = timersCountFromMs();
    spin(2);
    assert.ok(timersCountFromMs() >= first + 2);
  });
});
