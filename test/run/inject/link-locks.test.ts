import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ChaosError } from '../../../src/errors.ts';
import { systemClock } from '../../../src/run/clock.ts';
import type { FoundToxiproxy } from '../../../src/run/inject/find-toxiproxy.ts';
import { Journal } from '../../../src/run/inject/journal.ts';
import { lockName, readLock, writeLock } from '../../../src/run/inject/link-lock.ts';
import { LinkLocks, type LinkPlace } from '../../../src/run/inject/link-locks.ts';
import { takeoverName } from '../../../src/run/inject/lock-takeover.ts';
import { ToxiproxyServer } from '../../../src/run/inject/toxiproxy.ts';
import { undoEntries } from '../../../src/run/inject/undo.ts';
import { useStateFolder } from '../../support/state-folder.ts';
import { eventually, serverKinds, startToxiproxy } from '../../support/toxiproxies.ts';

for (const kind of serverKinds) {
  describe(`locks of links on the ${kind} server`, () => {
    const folder = useStateFolder();
    let found: FoundToxiproxy;
    let server: ToxiproxyServer;
    const open: { locks: LinkLocks; journal: Journal }[] = [];
    const troubles: string[] = [];
    before(async function () {
      found = await startToxiproxy(this, kind);
      server = new ToxiproxyServer(found.url);
    });
    after(async () => found?.stop());
    afterEach(async () => {
      for (const { locks, journal } of open.splice(0)) {
        locks.close();
        await journal.close();
      }
      for (const { name } of await server.everything()) await server.deleteProxy(name);
      troubles.length = 0;
    });

    const place = (): LinkPlace => ({ link: 'db', address: found.url, server, proxy: 'theirs', listen: '127.0.0.1:3306' });
    const lock = lockName('127.0.0.1:3306');
    const held = async (): Promise<ReturnType<typeof readLock>> => readLock((await server.lockText(lock)) ?? '');

    async function locksOf(runId: string, more: { wall?: () => number; lookEveryMs?: number } = {}): Promise<(typeof open)[number]> {
      const journal = await Journal.open(join(folder(), `${runId}.ndjson`), systemClock);
      const clock = { now: systemClock.now, wall: (inMs = 0) => new Date((more.wall ?? Date.now)() + inMs) };
      const who = { host: 'ci-7', user: 'ann' };
      const { lookEveryMs = 60_000 } = more;
      const locks = new LinkLocks({
        runId,
        who,
        clock,
        book: journal,
        lookEveryMs,
        trouble: (...words) => troubles.push(words.join(': ')),
      });
      open.push({ locks, journal });
      return { locks, journal };
    }

    it('keep a second run out, and say whose they are and until when', async () => {
      const first = await locksOf('r1');
      await first.locks.take(place());
      const second = await locksOf('r2');
      await assert.rejects(second.locks.take(place()), (error) => {
        assert.ok(error instanceof ChaosError && error.code === 'LINK_LOCKED' && error.exit === 4);
        assert.match(error.message, /^link db is locked at http.* by run r1 of ann on ci-7, until \d{4}-.*Z$/);
        assert.match(error.hint, /chaos abort r1/);
        return true;
      });
      assert.deepEqual(second.journal.entries, [], 'what was not had is not undone');
      assert.equal((await held())?.run, 'r1');
      assert.deepEqual(await server.proxies(), [], 'a lock is not taken for a link');
    });

    it('are given back by the journal, but not when another has taken them over', async () => {
      const { locks, journal } = await locksOf('r1');
      const entry = await locks.take(place());
      await server.writeLock(lock, writeLock({ ...(await held())!, run: 'r2' }));
      const [left] = await undoEntries([entry], { budgetMs: 2_000 });
      assert.deepEqual([left?.ok, left?.detail], [true, "another run's by now, left to it"]);
      await server.writeLock(lock, writeLock({ ...(await held())!, run: 'r1' }));
      const [released] = await undoEntries(journal.entries, { budgetMs: 2_000 });
      assert.equal(released?.detail, 'released');
      assert.deepEqual(await server.everything(), []);
    });

    it('of another run that lives keep its link down when one that was there before undoes', async () => {
      await server.createProxy({ name: 'theirs', listen: '127.0.0.1:0', upstream: '127.0.0.1:9' });
      const { locks, journal } = await locksOf('r1');
      await locks.take(place());
      const down = { kind: 'proxy-disabled', toxiproxy: found.url, link: 'db', fault: 'f', proxy: 'theirs', priorEnabled: true } as const;
      const entry = await journal.write(down);
      await server.setEnabled('theirs', false);
      const own = (await held())!;
      await server.writeLock(lock, writeLock({ ...own, run: 'r2' }));
      const undo = async (): Promise<unknown[]> =>
        (await undoEntries([entry], { budgetMs: 2_000, written: journal.entries })).map(({ ok, detail }) => [ok, detail]);
      assert.deepEqual(await undo(), [[true, 'its link is locked by another run by now, left to it']]);
      assert.equal((await server.proxies())[0]?.enabled, false);
      await server.writeLock(lock, writeLock({ ...own, run: 'r2', untilMs: Date.now() - 1 }));
      assert.deepEqual(await undo(), [[true, 'enabled again']]);
      assert.equal((await server.proxies())[0]?.enabled, true);
    });

    it('that have run out are taken over, by one of many', async () => {
      const old = await locksOf('old', { wall: () => Date.now() - 3_600_000 });
      await old.locks.take(place());
      const runs = await Promise.all(['a', 'b', 'c', 'd'].map((runId) => locksOf(runId)));
      const taken = await Promise.allSettled(runs.map(({ locks }) => locks.take(place())));
      const winners = taken.flatMap(({ status }, i) => (status === 'fulfilled' ? ['abcd'[i]] : []));
      assert.deepEqual(
        winners,
        [(await held())?.run],
        taken.map((one) => (one.status === 'rejected' ? String(one.reason) : 'taken')).join('; '),
      );
    });

    it('that have run out are taken over by one of two, however slow the other is between its look and its deed', async () => {
      const old = await locksOf('old', { wall: () => Date.now() - 3_600_000 });
      await old.locks.take(place());
      const slow = new (class extends ToxiproxyServer {
        override async deleteProxy(name: string): Promise<'done' | 'gone'> {
          await sleep(600);
          return super.deleteProxy(name);
        }
      })(found.url);
      const [a, b] = [await locksOf('a'), await locksOf('b')];
      const taking = a.locks.take({ ...place(), server: slow });
      await sleep(100);
      const taken = await Promise.allSettled([taking, b.locks.take(place())]);
      const winners = taken.flatMap(({ status }, i) => (status === 'fulfilled' ? ['ab'[i]] : []));
      assert.deepEqual(winners, [(await held())?.run]);
      assert.deepEqual(
        (await server.everything()).map(({ name }) => name),
        [lock],
        'nothing of the taking over is left',
      );
      assert.deepEqual([a.journal.entries.length, b.journal.entries.length].toSorted(), [0, 1]);
    });

    it('are had by the one who is taking over, until its time has run out too', async () => {
      const text = { run: 'taker', host: 'ci-8', user: 'bob', proxy: 'theirs', down: false };
      await server.createLock(lock, writeLock({ ...text, run: 'old', untilMs: Date.now() - 1 }));
      await server.createLock(takeoverName(lock), writeLock({ ...text, untilMs: Date.now() + 60_000 }));
      const { locks, journal } = await locksOf('r1');
      await assert.rejects(locks.take(place()), /locked .* by run taker of bob/);
      assert.deepEqual(journal.entries, []);
      assert.deepEqual([(await held())?.run, (await server.everything()).length], ['old', 2]);
      await server.writeLock(takeoverName(lock), writeLock({ ...text, untilMs: Date.now() - 1 }));
      await locks.take(place());
      assert.deepEqual([(await held())?.run, (await server.everything()).length], ['r1', 1]);
    });

    it('made while another is taking over are ours only when that one is through', async () => {
      const text = { run: 'taker', host: 'ci-8', user: 'bob', untilMs: Date.now() + 60_000, proxy: 'theirs', down: false };
      await server.createLock(takeoverName(lock), writeLock(text));
      const { locks } = await locksOf('r1');
      let isThrough = false;
      const taking = locks.take(place()).then(() => assert.ok(isThrough));
      await sleep(150);
      isThrough = true;
      await server.deleteProxy(takeoverName(lock));
      await taking;
      assert.equal((await held())?.run, 'r1');
    });

    it('are made longer as long as their run lives', async () => {
      let wallMs = Date.now();
      const { locks } = await locksOf('r1', { wall: () => wallMs, lookEveryMs: 20 });
      await locks.take(place());
      const before = (await held())?.untilMs ?? 0;
      wallMs += 200_000;
      await eventually('it was made longer', async () => ((await held())?.untilMs ?? 0) >= before + 200_000);
      assert.deepEqual(troubles, []);
      await server.writeLock(lock, writeLock({ ...(await held())!, run: 'r2' }));
      wallMs += 200_000;
      await eventually("its loss is told of, and another's is not written over", () => troubles.length > 0);
      assert.match(troubles[0] ?? '', /no longer this run's: run r2/);
      assert.equal((await held())?.run, 'r2');
    });

    it('say that the link was taken down before it is, and no longer once it is up', async () => {
      const { locks } = await locksOf('r1');
      await locks.take(place());
      await locks.markDown(found.url, 'theirs');
      assert.equal((await held())?.down, true);
      locks.markUp(found.url, 'theirs');
      await eventually('the mark is gone', async () => (await held())?.down === false);
      await locks.markDown(found.url, 'another');
      assert.equal((await held())?.down, false);
    });

    it('are harmless when somebody resets the server, and still keep others out', async () => {
      const { locks, journal } = await locksOf('r1');
      await locks.take(place());
      await fetch(`${found.url}/reset`, { method: 'POST' });
      await locks.markDown(found.url, 'theirs');
      assert.equal((await held())?.down, true);
      const other = await locksOf('r2');
      await assert.rejects(other.locks.take(place()), /locked/);
      await undoEntries(journal.entries, { budgetMs: 2_000 });
      assert.deepEqual(await server.everything(), []);
    });

    it('stay while something on their link could not be undone', async () => {
      const { locks, journal } = await locksOf('r1');
      await locks.take(place());
      await journal.write({ kind: 'toxic-added', toxiproxy: found.url, link: 'db', fault: 'f', proxy: 'a/b', toxic: 't' });
      const stuck = new (class extends ToxiproxyServer {
        override removeToxic(): Promise<never> {
          return Promise.reject(new Error('stuck'));
        }
      })(found.url);
      const items = await undoEntries(journal.entries, { budgetMs: 1_000, servers: () => stuck });
      assert.deepEqual(
        items.map(({ ok, detail }) => [ok, detail]),
        [
          [false, 'stuck'],
          [false, 'kept, because something on its link could not be undone'],
        ],
      );
      assert.equal((await held())?.run, 'r1');
    });
  });
}
