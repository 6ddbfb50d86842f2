import assert from 'node:assert/strict';
import { ChaosError } from '../../../src/errors.ts';
import { systemClock } from '../../../src/run/clock.ts';
import type { FoundToxiproxy } from '../../../src/run/inject/find-toxiproxy.ts';
import { lockName, writeLock } from '../../../src/run/inject/link-lock.ts';
import { namedServer } from '../../../src/run/inject/named-server.ts';
import { recoverServer } from '../../../src/run/inject/recover-server.ts';
import { ToxiproxyServer } from '../../../src/run/inject/toxiproxy.ts';
import { registerRun } from '../../../src/run/state.ts';
import { useStateFolder } from '../../support/state-folder.ts';
import { serverKinds, startToxiproxy } from '../../support/toxiproxies.ts';

for (const kind of serverKinds) {
  describe(`recovering from what the ${kind} server holds`, () => {
    useStateFolder();
    let found: FoundToxiproxy;
    let server: ToxiproxyServer;
    before(async function () {
      found = await startToxiproxy(this, kind);
      server = new ToxiproxyServer(found.url);
    });
    after(async () => found?.stop());
    afterEach(async () => {
      for (const { name } of await server.everything()) await server.deleteProxy(name);
    });

    const proxy = (name: string): Promise<unknown> => server.createProxy({ name, listen: '127.0.0.1:0', upstream: '127.0.0.1:9' });
    const toxic = (on: string, name: string): Promise<void> =>
      server.addToxic(on, { name, type: 'latency', stream: 'upstream', toxicity: 1, attributes: { latency: 5, jitter: 0 } });
    const lock = (run: string, on: string, inMs: number, down = false): Promise<boolean> =>
      server.createLock(lockName(`${run}:1`), writeLock({ run, host: 'ci-7', user: 'ann', untilMs: Date.now() + inMs, proxy: on, down }));
    const recover = (dead: readonly string[] = []): ReturnType<typeof recoverServer> => recoverServer(server, { clock: systemClock, dead });

    /** A dead run `r1` hurt two proxies of the user's and made one; a living one `r1-2` did the same elsewhere. */
    async function hurt(deadInMs: number): Promise<void> {
      for (const name of ['theirs', 'down', 'off', 'busy', 'stampede-r1-made', 'stampede-r1-2-made']) await proxy(name);
      await toxic('theirs', 'stampede-r1-slow');
      await toxic('theirs', 'by-hand');
      await toxic('busy', 'stampede-r1-2-slow');
      for (const name of ['down', 'off', 'busy']) await server.setEnabled(name, false);
      await lock('r1', 'down', deadInMs, true);
      await lock('r1-2', 'busy', 60_000, true);
    }

    it('undoes what is named after a run whose lock has run out, and touches nothing else', async () => {
      await hurt(-1);
      const { undone, left, running } = await recover();
      assert.deepEqual(left, []);
      assert.deepEqual(
        undone.map((item) => item.replace(` at ${server.url}`, '')),
        [
          'toxic stampede-r1-slow on proxy theirs: removed',
          'disabled proxy down: enabled again',
          'proxy stampede-r1-made: deleted',
          'lock stampede-lock-r1-1 of run r1: released',
        ],
      );
      assert.deepEqual(
        running.map(({ runId }) => runId),
        ['r1-2'],
      );
      assert.match(running[0]?.owner ?? '', /^run r1-2 of ann on ci-7, until /);
      const there = await server.everything();
      assert.deepEqual(there.map(({ name, enabled, toxics }) => `${name} ${enabled} ${toxics.map((one) => one.name).join()}`).toSorted(), [
        'busy false stampede-r1-2-slow',
        'down true ',
        'off false ',
        'stampede-lock-r1-2-1 false ',
        'stampede-r1-2-made true ',
        'theirs true by-hand',
      ]);
      assert.deepEqual((await recover()).undone, []);
    });

    it('believes a lock that has not run out, until it is told that its run is dead', async () => {
      await lock('r1', 'theirs', 60_000);
      await proxy('stampede-r1-made');
      assert.deepEqual((await recover()).undone, []);
      assert.equal((await recover(['r1'])).undone.length, 2);
      assert.deepEqual(await server.everything(), []);
    });

    it('takes what has no lock for left behind, but not of a run that lives on this machine', async () => {
      await proxy('stampede-living-made');
      await proxy('stampede-gone-made');
      registerRun({ runId: 'living', name: 'n', runDir: '/', journal: '/nowhere', clock: systemClock });
      assert.equal((await recover()).undone.length, 1);
      assert.deepEqual(
        (await server.proxies()).map(({ name }) => name),
        ['stampede-living-made'],
      );
    });

    it('undoes the rest, and names what it could not look for, where one link does not answer', async () => {
      for (const name of ['deaf', 'theirs']) await proxy(name);
      await toxic('theirs', 'stampede-r1-slow');
      await lock('r1', 'theirs', -1);
      const stuck = new (class extends ToxiproxyServer {
        override httpToxics(name: string): ReturnType<ToxiproxyServer['httpToxics']> {
          return name === 'deaf' ? Promise.reject(new Error('stuck')) : super.httpToxics(name);
        }
      })(found.url);
      const { undone, left } = await recoverServer(stuck, { clock: systemClock, dead: [] });
      assert.deepEqual(left, [`HTTP-aware toxics of proxy deaf at ${server.url}: stuck`]);
      assert.deepEqual(undone, [`toxic stampede-r1-slow on proxy theirs at ${server.url}: removed`]);
    });

    it('names what it could not undo, and keeps its lock', async () => {
      await proxy('theirs');
      await toxic('theirs', 'stampede-r1-slow');
      await lock('r1', 'theirs', -1);
      const stuck = new (class extends ToxiproxyServer {
        override removeToxic(): Promise<never> {
          return Promise.reject(new Error('stuck'));
        }
      })(found.url);
      const { left } = await recoverServer(stuck, { clock: systemClock, dead: [] });
      assert.deepEqual(left, [`toxic stampede-r1-slow on proxy theirs at ${server.url}: stuck`]);
      assert.equal((await server.everything()).length, 2);
    });
  });
}

describe('a server named by a person', () => {
  it('is on this machine, or on a host that was allowed', () => {
    assert.throws(
      () => namedServer('http://toxiproxy.example:8474'),
      (error) => error instanceof ChaosError && error.code === 'HOST_NOT_ALLOWED',
    );
    assert.equal(namedServer('http://toxiproxy.example:8474', ['toxiproxy.example']).url, 'http://toxiproxy.example:8474');
    assert.equal(namedServer('localhost:8474').url, 'http://localhost:8474');
  });
});
