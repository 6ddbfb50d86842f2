/** One load in several threads against a real target: nothing lost, nothing twice, and a thread that dies is told. */
import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { ChaosError } from '../../../../src/errors.ts';
import type { Event, EventOf } from '../../../../src/events/event.ts';
import { machineMs, systemClock } from '../../../../src/run/clock.ts';
import type { LoadEngine, LoadRun } from '../../../../src/run/load/contract.ts';
import { CrewRun } from '../../../../src/run/load/crew/crew-run.ts';
import { workersFor } from '../../../../src/run/load/engine.ts';
import { Hand } from '../../../../src/run/load/crew/hand.ts';
import type { FromWorker } from '../../../../src/run/load/crew/worker-messages.ts';
import { openSocketTarget, plainAnswer, type SocketTarget } from '../../../support/target-sockets.ts';
import { constantly, engineFor, loadOf, stepOf, sumsOf } from '../loads.ts';

const noHosts = { allowHosts: [], denyHosts: ['*'] };

describe('a load in several threads', function () {
  this.timeout(30_000);
  let target: SocketTarget | undefined;
  let engine: LoadEngine | undefined;
  let run: LoadRun | undefined;
  afterEach(async () => {
    await run?.stop();
    await engine?.close();
    await target?.close();
    [run, engine, target] = [undefined, undefined, undefined];
  });

  /** Every request line that the target saw. */
  async function shop(seen: string[], answer: (socket: import('node:net').Socket) => void = (socket) => socket.write(plainAnswer())) {
    target = await openSocketTarget((socket, request) => {
      seen.push(request.slice(0, request.indexOf('\r\n')));
      answer(socket);
    });
    return target;
  }

  it('sends to the request what one thread would, and each id once', async () => {
    const seen: string[] = [];
    const { url } = await shop(seen);
    const journeys = [
      { name: 'browse', weight: 3, steps: [stepOf({ path: '/${seq}/p/${zipf(1, 500)}' })] },
      { name: 'buy', weight: 1, steps: [stepOf({ route: 'buy', path: '/${seq}/b/${uniform(1, 1000)}/${uuid}', method: 'POST' })] },
    ];
    const told: { lines: string[]; uuids: string[]; total: number }[] = [];
    for (const workers of [1, 3]) {
      seen.length = 0;
      const made = engineFor(url, loadOf([{ forMs: 900, shape: constantly(301) }], { journeys, arrival: 'poisson', workers }), { seed: 7 });
      ({ engine } = made);
      assert.equal((await engine.warmUp()).workers, workers);
      run = made.start();
      await run.ended;
      const sums = sumsOf(made.events);
      assert.equal(sums.intended, seen.length);
      assert.equal(sums.outcomes.ok, seen.length);
      assert.deepEqual([run.counts().intended, run.counts().outcomes.ok, run.counts().sent], [seen.length, seen.length, seen.length]);
      assert.equal(run.inFlight(), 0);
      const lines = made.events.filter((event): event is EventOf<'generator'> => event.type === 'generator');
      assert.deepEqual(
        [...new Set(lines.map((line) => line.worker))].toSorted(),
        Array.from({ length: workers }, (_, i) => i),
      );
      assert.equal(
        lines.reduce((sum, line) => sum + line.sent, 0),
        seen.length,
      );
      assert.equal(made.events.filter((event) => event.type === 'stage').length, 1);
      const uuids = seen.flatMap((line) => /[0-9a-f-]{36}/.exec(line)?.[0] ?? []);
      assert.equal(new Set(uuids).size, uuids.length);
      told.push({ lines: seen.map((line) => line.replace(/[0-9a-f-]{36}/, 'uuid')).toSorted(), uuids, total: seen.length });
      await engine.close();
    }
    assert.deepEqual(told[1]?.lines, told[0]?.lines);
  });

  it('holds and goes on as one, and stops at once', async () => {
    const seen: string[] = [];
    const { url } = await shop(seen);
    const load = loadOf(
      [
        { forMs: 400, shape: constantly(200), name: 'first' },
        { forMs: 5_000, shape: constantly(50), name: 'second' },
      ],
      { workers: 2 },
    );
    const made = engineFor(url, load);
    ({ engine } = made);
    await engine.warmUp();
    run = made.start();
    await wait(220);
    run.hold();
    await wait(600);
    run.release();
    assert.ok(run.shiftMs() >= 500, `shifted by ${run.shiftMs()} ms`);
    const shiftMs = run.shiftMs();
    await wait(900);
    await run.stop();
    const sums = sumsOf(made.events);
    assert.equal(sums.outcomes.ok + sums.outcomes.cancelled, sums.intended);
    assert.equal(seen.length, sums.intended - sums.outcomes.cancelled);
    const second = made.events.find((event): event is EventOf<'stage'> => event.type === 'stage' && event.name === 'second');
    assert.ok(second !== undefined && Math.abs(second.tMs - 400 - shiftMs) < 1, `second began at ${second?.tMs}, shift ${shiftMs}`);
    // In the first stage 200/s for its length and for as long as it was held.
    const first = made.events
      .flatMap((event) => (event.type === 'load' ? event.bins : []))
      .filter((bin) => bin.stage === 0)
      .reduce((sum, bin) => sum + bin.intended, 0);
    assert.ok(Math.abs(first - 0.2 * (400 + shiftMs)) <= 2, `${first} in the first stage`);
  });

  it('passes on every acknowledged id, and keeps the limit of all in flight', async () => {
    const { url } = await shop([], (socket) => setTimeout(() => socket.write(plainAnswer('{"orderId":"o"}')), 50));
    const journeys = [{ name: 'buy', weight: 1, steps: [stepOf({ acknowledge: '$.orderId' })] }];
    const made = engineFor(url, loadOf([{ forMs: 600, shape: constantly(400) }], { journeys, workers: 2, maxInFlight: 5 }));
    ({ engine } = made);
    await engine.warmUp();
    run = made.start();
    await run.ended;
    const sums = sumsOf(made.events);
    assert.equal(sums.intended, 240);
    assert.equal(sums.outcomes.ok + sums.outcomes.dropped, 240);
    assert.ok(sums.outcomes.dropped > 100);
    assert.deepEqual(Object.keys(sums.errors), ['dropped: in-flight limit of 5']);
    assert.equal(made.acknowledged.length, sums.outcomes.ok);
  });

  it('shares users out: no more under way than there are, and none of them forgotten', async () => {
    let [under, most] = [0, 0];
    const { url } = await shop([], (socket) => {
      most = Math.max(most, ++under);
      setTimeout(() => {
        under -= 1;
        socket.write(plainAnswer());
      }, 30);
    });
    const made = engineFor(url, loadOf([{ forMs: 900, users: 5 }], { workers: 2, thinkMs: 0 }));
    ({ engine } = made);
    await engine.warmUp();
    run = made.start();
    await run.ended;
    const sums = sumsOf(made.events);
    assert.equal(most, 5);
    assert.equal(sums.outcomes.ok, sums.intended);
    assert.equal(target?.requests, sums.intended);
    assert.ok(sums.intended > 30, `${sums.intended} journeys of 5 users in 900 ms`);
  });

  it('follows a redirect to no host that was not allowed', async () => {
    const foreign: string[] = [];
    const other = await openSocketTarget((socket, request) => {
      foreign.push(request);
      socket.write(plainAnswer());
    });
    try {
      const { url } = await shop([], (socket) =>
        socket.write(`HTTP/1.1 302 Found\r\nlocation: ${other.url}/x\r\ncontent-length: 0\r\n\r\n`),
      );
      const journeys = [{ name: 'go', weight: 1, steps: [stepOf({ redirects: 3 })] }];
      const made = engineFor(url, loadOf([{ forMs: 300, shape: constantly(40) }], { journeys, workers: 2 }));
      ({ engine } = made);
      await engine.warmUp();
      run = made.start();
      await run.ended;
      assert.equal(sumsOf(made.events).outcomes.httpError, 12);
      assert.deepEqual(foreign, []);
    } finally {
      await other.close();
    }
  });

  it('a thread that dies fails the load with its reason; what the others sent stays counted', async () => {
    const seen: string[] = [];
    // Some are never answered, so that both have requests in flight at any time.
    const { url } = await shop(seen, (socket) => void (seen.length % 7 === 0 || socket.write(plainAnswer())));
    const load = loadOf([{ forMs: 10_000, shape: constantly(100) }], { workers: 2 });
    const hands = [0, 1].map(
      (index) => new Hand({ load, target: { url, headers: {}, tls: null }, runId: 'r', seed: 1, hosts: noHosts, lane: { index, of: 2 } }),
    );
    // Of the second, as of its last flush.
    let inFlight = 0;
    const { promise: busy, resolve } = Promise.withResolvers<void>();
    hands[1]?.thread.on('message', (message: FromWorker) => {
      if (message.say === 'flush') ({ inFlight } = message);
      if (inFlight > 0) resolve();
    });
    const events: Event[] = [];
    const failures: ChaosError[] = [];
    const t0 = systemClock.now() + 300;
    const now = (): number => systemClock.now() - t0;
    run = new CrewRun(hands, {
      load,
      target: { url, headers: {}, tls: null },
      runId: 'r',
      seed: 1,
      clock: systemClock,
      emit: (body, tMs) => events.push({ ...body, tMs: tMs ?? now() }),
      acknowledge: () => {},
      hosts: noHosts,
      fail: (error) => failures.push(error),
      now,
      t0MachineMs: machineMs() + 300,
    });
    await busy;
    await wait(1_000);
    await hands[1]?.thread.terminate();
    await run.ended;
    assert.deepEqual(
      failures.map(({ code }) => code),
      ['LOAD_WORKER_DIED'],
    );
    assert.match(failures[0]?.message ?? '', /worker 2 of the load died: it ended with code 1/);
    assert.ok(now() < 5_000, 'the load is over, and not when it would have been');
    const sums = run.counts();
    const all = Object.values(sums.outcomes).reduce((sum, count) => sum + count, 0);
    assert.equal(all, sums.intended - inFlight, 'only what it had in flight has no outcome');
    assert.ok(sums.intended > 50 && sums.intended <= seen.length + sums.outcomes.cancelled);
  });

  it('a thread that died before the load began fails it, and a stop does not wait for it', async () => {
    const { url } = await shop([]);
    const load = loadOf([{ forMs: 5_000, shape: constantly(50) }], { workers: 2 });
    const sending = { load, target: { url, headers: {}, tls: null }, runId: 'r', seed: 1, hosts: noHosts };
    const hands = [0, 1].map((index) => new Hand({ ...sending, lane: { index, of: 2 } }));
    await hands[0]?.thread.terminate();
    const failures: ChaosError[] = [];
    run = new CrewRun(hands, {
      ...sending,
      clock: systemClock,
      emit: () => {},
      acknowledge: () => {},
      fail: (error) => failures.push(error),
      now: () => systemClock.now(),
      t0MachineMs: machineMs(),
    });
    await run.ended;
    assert.match(failures[0]?.message ?? '', /worker 1 of the load died/);
    await run.stop();
  });

  it('hires as many as it takes, and no more than there are places in flight', () => {
    const load = loadOf([{ forMs: 1_000, shape: constantly(1_000) }], { workers: 'auto' });
    assert.equal(workersFor(load, 30_000), 1);
    assert.equal(workersFor(load, 400), Math.min(3, availableParallelism()));
    assert.equal(workersFor({ ...load, workers: 4 }, 1), 4);
    assert.equal(workersFor({ ...load, workers: 4, maxInFlight: 2 }, 1), 2);
  });
});
