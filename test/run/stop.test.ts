import assert from 'node:assert/strict';
import { createStopper, Stopped } from '../../src/run/stop.ts';

describe('stopper', () => {
  it('keeps the first reason', async () => {
    const stopper = createStopper();
    stopper.request({ why: 'aborted', detail: 'first' });
    stopper.request({ why: 'interrupted', detail: 'second' });
    assert.equal(stopper.reason?.detail, 'first');
    assert.equal((await stopper.requested).detail, 'first');
  });

  it('gives the value of work that ends before a stop', async () => assert.equal(await createStopper().during(Promise.resolve(7)), 7));

  it('ends waiting as soon as a stop is asked for', async () => {
    const stopper = createStopper();
    const waiting = stopper.during(new Promise(() => {}));
    stopper.request({ why: 'interrupted', detail: 'SIGINT' });
    await assert.rejects(waiting, (error) => error instanceof Stopped && error.reason.why === 'interrupted');
  });

  it('has a signal for what would go on by itself', () => {
    const stopper = createStopper();
    assert.equal(stopper.signal.aborted, false);
    stopper.request({ why: 'interrupted', detail: 'SIGINT' });
    assert.equal(stopper.signal.aborted, true);
  });

  it('swallows what fails after the stop, so that nothing is left unhandled', async () => {
    const stopper = createStopper();
    let fail: (error: Error) => void = () => {};
    const waiting = stopper.during(new Promise((_, reject) => (fail = reject)));
    stopper.request({ why: 'interrupted', detail: 'SIGINT' });
    await assert.rejects(waiting, Stopped);
    fail(new Error('too late'));
    await new Promise((resolve) => setImmediate(resolve));
  });
});
