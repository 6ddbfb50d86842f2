/**
 * The engine against the clock, tolerances as promised. Targets are processes of their own, and compiled where a
 * collector or an interpreter in the target would blur what is measured. A machine that others use may keep any process from
 * running for a while: that is no fault of the engine, so a measurement may be taken up to three times.
 */
import assert from 'node:assert/strict';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Event, EventOf } from '../../../src/events/event.ts';
import { Histogram } from '../../../src/events/histogram.ts';
import { systemClock } from '../../../src/run/clock.ts';
import { ahead } from '../../support/ahead.ts';
import { monotonicMs, startCompiledTarget, type TargetProcess } from '../../support/target-process.ts';
import { installed, skipUnlessInstalled } from '../../support/installed.ts';
import { listen, plainAnswer } from '../../support/target-sockets.ts';
import { constantly, engineFor, loadOf, sumsOf, within } from './loads.ts';

describe('createLoadEngine, timed', function () {
  this.timeout(60_000);
  this.retries(2);
  let target: TargetProcess | undefined;
  afterEach(async () => {
    await target?.close();
    target = undefined;
  });

  it('spreads 1000/s evenly: 100 +-5 arrivals in each 100 ms', async function () {
    skipUnlessInstalled(this, 'cc');
    target = await startCompiledTarget();
    const { events, engine, start } = engineFor(target.url, loadOf([{ forMs: 2_500, shape: constantly(1_000) }]));
    await engine.warmUp();
    const t0 = monotonicMs(systemClock.now() + 20);
    await start().ended;
    const { requests, stamps } = await target.arrived();
    assert.equal(requests, 2_500);
    assert.equal(sumsOf(events).outcomes.ok, 2_500);
    const bins = Array.from({ length: 25 }, () => 0);
    for (const stamp of stamps) bins[Math.min(24, Math.max(0, Math.floor((stamp - t0) / 100)))]! += 1;
    const off = bins.filter((count) => Math.abs(count - 100) > 5);
    assert.deepEqual(off, [], `arrivals per 100 ms: ${bins.join(' ')}`);
    const lateness = new Histogram();
    for (const event of events.filter((one) => one.type === 'generator') as EventOf<'generator'>[]) lateness.add(event.lateness);
    assert.equal(lateness.count, 2_500);
    assert.ok((lateness.quantileMs(0.5) ?? 99) < 3, `send lateness p50 ${lateness.quantileMs(0.5)} ms`);
  });

  // What sends at most 200/s, beside the longest of them: each at a target of its own.
  describe('at a leisurely rate', () => {
    let frozen: () => Promise<readonly Event[]>;
    before(() => {
      if (installed('cc') !== null) frozen = ahead(freezeFor2s);
    });

    it('reads a constant 100 ms as 100 ms, once per request', async function () {
      skipUnlessInstalled(this, 'cc');
      target = await startCompiledTarget(100);
      const { events, start } = engineFor(target.url, loadOf([{ forMs: 1_500, shape: constantly(100) }]));
      await start().ended;
      const { response, service, intended } = sumsOf(events);
      assert.deepEqual([response.count, service.count, intended], [150, 150, 150]);
      within(response.quantileMs(0.5), 100, 0.03, 'p50');
      within(service.quantileMs(0.5), 100, 0.03, 'service p50');
    });

    it('counts a closed port exactly, tries once per request, and is unharmed afterwards', async () => {
      const shop = await closingShop(20);
      const { events, start } = engineFor(shop.url, loadOf([{ forMs: 5_000, shape: constantly(200) }]));
      const run = start();
      await wait(20 + 1_500);
      await shop.close();
      await wait(2_000);
      await shop.open();
      await run.ended;
      await shop.close();
      const sums = sumsOf(events);
      const failed = sums.intended - sums.outcomes.ok;
      assert.equal(sums.intended, 1_000);
      // Around the closing and the opening a request or two may be met half way.
      within(failed, 400, 0.01, 'failures');
      assert.ok((sums.errors['connectError: ECONNREFUSED'] ?? 0) > 390);
      assert.equal(run.counts().sent, 1_000);
      assert.ok(run.counts().connectionsOpened <= run.counts().sent, 'no more attempts than requests');
      assert.equal(run.counts().connectionsFailed, sums.outcomes.connectError);
      const before = sumsOf(events, { fromMs: 400, toMs: 1_400 }).response.quantileMs(0.5) ?? 0;
      within(sumsOf(events, { fromMs: 3_800 }).response.quantileMs(0.5), before, 0.1, 'p50 afterwards');
    });

    it('a target frozen for 2 s shows in the percentiles as users saw it', async function () {
      skipUnlessInstalled(this, 'cc');
      const { response, outcomes, intended } = sumsOf(await frozen());
      assert.deepEqual([intended, outcomes.ok, response.count], [2_400, 2_400, 2_400]);
      within(response.quantileMs(0.9), 800, 0.03, 'p90');
      within(response.quantileMs(0.95), 1_400, 0.03, 'p95');
      within(response.quantileMs(0.99), 1_880, 0.03, 'p99');
    });
  });
});

/** 12 s at 200/s against a target that is frozen from 3 s to 5 s. */
async function freezeFor2s(): Promise<readonly Event[]> {
  const target = await startCompiledTarget();
  try {
    const { events, start } = engineFor(target.url, loadOf([{ forMs: 12_000, shape: constantly(200) }]));
    const run = start();
    await wait(3_000);
    target.child.kill('SIGSTOP');
    await wait(2_000);
    target.child.kill('SIGCONT');
    await run.ended;
    return events;
  } finally {
    await target.close();
  }
}

/** A shop that answers after `delayMs` and can be closed: what it has begun it finishes, then its port is closed. */
async function closingShop(delayMs: number): Promise<{ url: string; open(): Promise<void>; close(): Promise<void> }> {
  const sockets = new Map<Socket, number>();
  let closed = false;
  const server = createServer((socket) => {
    sockets.set(socket, 0);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', () => {
      sockets.set(socket, 1);
      setTimeout(() => {
        sockets.set(socket, 0);
        socket.write(plainAnswer());
        if (closed) socket.end();
      }, delayMs);
    });
  });
  await listen(server, 0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    open: () => {
      closed = false;
      return listen(server, port);
    },
    close: () => {
      closed = true;
      server.close();
      for (const [socket, busy] of sockets) if (busy === 0) socket.destroy();
      return Promise.resolve();
    },
  };
}
