import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import * as fc from 'fast-check';
import { Users } from '../../../../src/run/load/pace/users.ts';
import type { LoadRun } from '../../../../src/run/load/contract.ts';
import { closedPort, openSocketTarget, plainAnswer, type SocketTarget } from '../../../support/target-sockets.ts';
import { engineFor, loadOf, stepOf, sumsOf } from '../loads.ts';

/** A source whose journeys each last as `lastsMs` says, with its stages begun in time, as a run would do it. */
function played(source: Users, starts: readonly number[], lastsMs: (k: number) => number): { startedMs: number[]; most: number } {
  const startedMs: number[] = [];
  const under: number[] = [];
  let most = 0;
  let stage = 0;
  for (let k = 0; ;) {
    const ends = Math.min(Number.POSITIVE_INFINITY, ...under);
    const begins = starts[stage] ?? Number.POSITIVE_INFINITY;
    const due = source.next();
    const next = Math.min(ends, begins, due);
    if (next === Number.POSITIVE_INFINITY) return { startedMs, most };
    if (begins === next) source.stageBegins(stage++, begins);
    else if (ends === next) {
      under.splice(under.indexOf(ends), 1);
      source.journeyEnded(ends);
    } else {
      source.advance();
      startedMs.push(due);
      under.push(due + lastsMs(k));
      most = Math.max(most, under.length);
      k += 1;
    }
  }
}

describe('Users', () => {
  it('each starts a journey when the one before has ended, plus the pause', () => {
    const source = new Users([{ startMs: 0, forMs: 1_000, users: 1 }], 100);
    assert.deepEqual(played(source, [0], () => 50).startedMs, [0, 150, 300, 450, 600, 750, 900]);
  });

  it('join spread over one pause, so that they do not walk in step', () => {
    const source = new Users([{ startMs: 0, forMs: 300, users: 4 }], 200);
    assert.deepEqual(played(source, [0], () => 0).startedMs, [0, 50, 100, 150, 200, 250]);
  });

  it('a slow target is asked less often: that is the model', () => {
    const asked = (lastsMs: number): number =>
      played(new Users([{ startMs: 0, forMs: 10_000, users: 10 }], 100), [0], () => lastsMs).startedMs.length;
    assert.equal(asked(100), 500);
    assert.equal(asked(900), 100);
  });

  it('at a change of stage the idle leave at once, the busy when their journey ends, and whoever did not go yet counts as there', () => {
    const source = new Users(
      [
        { startMs: 0, forMs: 100, users: 3 },
        { startMs: 100, forMs: 100, users: 1 },
        { startMs: 200, forMs: 1_000, users: 3 },
      ],
      0,
    );
    source.stageBegins(0, 0);
    for (let i = 0; i < 3; i += 1) source.advance();
    assert.equal(source.next(), Number.POSITIVE_INFINITY);
    source.journeyEnded(90);
    // One is between two journeys and leaves; of the two who are in one, one is too many.
    source.stageBegins(1, 100);
    assert.equal(source.next(), Number.POSITIVE_INFINITY);
    source.journeyEnded(150);
    assert.equal(source.next(), Number.POSITIVE_INFINITY);
    // One is still busy: two join.
    source.stageBegins(2, 200);
    source.advance();
    assert.equal(source.next(), 200);
    source.advance();
    assert.equal(source.next(), Number.POSITIVE_INFINITY);
    source.journeyEnded(220);
    assert.equal(source.next(), 220);
  });

  it('never are more under way than the largest stage has, nor does one start after the end', () => {
    const stages = fc.array(fc.record({ forMs: fc.integer({ min: 1, max: 2_000 }), users: fc.nat(30) }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(
        stages,
        fc.integer({ min: 5, max: 300 }),
        fc.array(fc.integer({ min: 1, max: 3_000 }), { minLength: 1, maxLength: 20 }),
        (list, thinkMs, lasts) => {
          const endMs = list.reduce((sum, { forMs }) => sum + forMs, 0);
          const placed = list.map((stage, i) => ({ ...stage, startMs: list.slice(0, i).reduce((sum, { forMs }) => sum + forMs, 0) }));
          const { startedMs, most } = played(
            new Users(placed, thinkMs),
            placed.map((stage) => stage.startMs),
            (k) => lasts[k % lasts.length] as number,
          );
          assert.ok(most <= Math.max(...list.map(({ users }) => users)));
          assert.ok(startedMs.every((ms, i) => ms < endMs && ms >= (startedMs[i - 1] ?? 0)));
          const firstWithUsers = placed.find(({ users }) => users > 0);
          assert.equal(startedMs[0], firstWithUsers?.startMs);
        },
      ),
    );
  });

  it('a hold keeps the users of its moment, and puts off the end by its length', () => {
    const source = new Users([{ startMs: 0, forMs: 1_000, users: 1 }], 0);
    source.stageBegins(0, 0);
    source.hold(400);
    assert.equal(source.endMs, Number.POSITIVE_INFINITY);
    source.advance();
    source.journeyEnded(5_000);
    assert.equal(source.next(), 5_000);
    assert.equal(source.release(2_400), 2_000);
    assert.equal(source.endMs, 3_000);
    assert.equal(source.next(), Number.POSITIVE_INFINITY);
    assert.equal(source.release(9_999), 0);
  });

  it('keeps no trace of journeys that are over', () => {
    const source = new Users([{ startMs: 0, forMs: 1e9, users: 2 }], 1);
    source.stageBegins(0, 0);
    for (let t = 0; t < 200_000; t += 1) {
      source.advance();
      source.journeyEnded(t);
    }
    assert.ok((source as unknown as { due: number[] }).due.length < 5_000);
  });

  describe('in a run', () => {
    const targets: SocketTarget[] = [];
    const runs: LoadRun[] = [];
    async function target(...args: Parameters<typeof openSocketTarget>): Promise<SocketTarget> {
      const opened = await openSocketTarget(...args);
      targets.push(opened);
      return opened;
    }
    afterEach(async () => {
      for (const run of runs.splice(0)) await run.stop();
      for (const opened of targets.splice(0)) await opened.close();
    });

    it('as many are under way as the stage has users, and every journey is in the books', async () => {
      let [under, most] = [0, 0];
      const shop = await target((socket) => {
        most = Math.max(most, ++under);
        setTimeout(() => {
          under -= 1;
          socket.write(plainAnswer());
        }, 20);
      });
      const journeys = [{ name: 'visit', weight: 1, steps: [stepOf(), stepOf({ route: 'second', thinkMs: 5 })] }];
      const load = loadOf(
        [
          { forMs: 400, users: 8 },
          { forMs: 300, users: 2 },
        ],
        { journeys, thinkMs: 10 },
      );
      const { events, start } = engineFor(shop.url, load);
      const run = start();
      runs.push(run);
      await run.ended;
      const sums = sumsOf(events);
      assert.equal(most, 8);
      assert.equal(sums.outcomes.ok, sums.intended);
      assert.equal(sums.intended, shop.requests);
      const [first, second] = [sumsOf(events, { route: 'home' }).intended, sumsOf(events, { route: 'second' }).intended];
      assert.equal(first, second);
      // 8 users for 0.4 s and 2 for 0.3 s, each at most one journey in 50 ms.
      assert.ok(first <= 8 * 9 + 2 * 7 && first >= 16, `${first} journeys`);
    });

    it('failures, timeouts and a dead port end journeys too: users come back after their pause, not in a loop', async () => {
      const port = await closedPort();
      const { events, start } = engineFor(`http://127.0.0.1:${port}`, loadOf([{ forMs: 500, users: 5 }], { thinkMs: 50 }));
      const run = start();
      runs.push(run);
      await run.ended;
      const { intended, outcomes } = sumsOf(events);
      assert.equal(outcomes.connectError, intended);
      assert.ok(intended >= 10 && intended <= 5 * 11, `${intended} attempts`);

      const silent = await target(() => {});
      const waiting = engineFor(silent.url, loadOf([{ forMs: 500, users: 3 }], { thinkMs: 0, timeoutMs: 100 }));
      const second = waiting.start();
      runs.push(second);
      await second.ended;
      const timeouts = sumsOf(waiting.events);
      assert.equal(timeouts.outcomes.timeout, timeouts.intended);
      assert.ok(timeouts.intended >= 6 && timeouts.intended <= 15, `${timeouts.intended} timeouts`);
    });

    it('a hold goes on with the users there are; a stop cancels what is under way and starts nothing more', async () => {
      const shop = await target((socket) => void setTimeout(() => socket.write(plainAnswer()), 5));
      const { events, start } = engineFor(
        shop.url,
        loadOf(
          [
            { forMs: 200, users: 2 },
            { forMs: 60_000, users: 6 },
          ],
          { thinkMs: 10 },
        ),
      );
      const run = start();
      runs.push(run);
      await wait(120);
      run.hold();
      await wait(300);
      const stages = (): number => events.filter((event) => event.type === 'stage').length;
      assert.equal(stages(), 1);
      run.release();
      assert.ok(run.shiftMs() >= 250);
      await wait(250);
      assert.equal(stages(), 2);
      await run.stop();
      const { intended, outcomes } = sumsOf(events);
      assert.equal(outcomes.ok + outcomes.cancelled, intended);
      assert.ok(outcomes.cancelled <= 6 && outcomes.ok > 10, JSON.stringify(outcomes));
      await wait(50);
      assert.ok(shop.requests <= intended);
    });
  });
});
