/** The recipe of docs/wiring.md for PostgreSQL: the real server behind a link, asked by its own client. */
import assert from 'node:assert/strict';
import { psql, startPostgres, type Postgres } from '../support/postgres.ts';
import { useStateFolder } from '../support/state-folder.ts';
import { serverKinds } from '../support/toxiproxies.ts';
import { startWired, type Wired } from '../support/wired.ts';

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const blob = (bytes: number): string => `SELECT repeat('x', ${bytes})`;

describe('PostgreSQL behind a link', function () {
  this.timeout(30_000);
  const folder = useStateFolder();
  let postgres: Postgres | undefined;
  let wired: Wired | undefined;

  before(async function () {
    postgres = await startPostgres(this);
  });
  after(async () => postgres?.stop());
  afterEach(async () => {
    await wired?.close();
    wired = undefined;
  });

  for (const kind of serverKinds) {
    describe(`on the ${kind} server`, () => {
      const wire = async (context: Mocha.Context): Promise<Wired> => {
        wired = await startWired(context, kind, postgres!.address, folder());
        return wired;
      };

      it('answers later by the latency, and as before when it is gone', async function () {
        const { connect, during } = await wire(this);
        const selects = Array.from({ length: 5 }, () => 'SELECT 1');
        const before = await psql(connect, selects);
        assert.equal(before.code, 0, before.stderr);
        const slow = await during('latency', { latency: '150ms' }, () => psql(connect, selects));
        assert.equal(slow.code, 0, slow.stderr);
        const after = await psql(connect, selects);
        assert.deepEqual([before.timesMs.length, slow.timesMs.length, after.timesMs.length], [5, 5, 5]);
        // A timer may be a millisecond early.
        assert.ok(Math.min(...slow.timesMs) >= 148, `${slow.timesMs}`);
        assert.ok(median(slow.timesMs) - median(before.timesMs) < 250, `${slow.timesMs}`);
        assert.ok(median(after.timesMs) < 75, `${after.timesMs}`);
      });

      it('refuses connections and ends sessions while it is down, and is well after', async function () {
        const { connect, inject, remove } = await wire(this);
        // A server that sleeps does not see at once that its client is gone: each session has a name of its own.
        const sleep = `SELECT pg_sleep(30) AS ${kind}`;
        const session = psql(connect, ["SELECT 'here'", sleep]);
        await untilActive(postgres!.address, sleep);
        await inject('down');
        const cut = await session;
        assert.match(cut.stdout, /here/);
        assert.equal(cut.code, 2, cut.stderr);
        assert.match(cut.stderr, /server closed the connection unexpectedly|connection to server was lost/);
        const refused = await psql(connect, ['SELECT 1']);
        assert.equal(refused.code, 2);
        assert.match(refused.stderr, /Connection refused/);
        await remove();
        const well = await psql(connect, ['SELECT 41 + 1']);
        assert.match(well.stdout, /^42$/m, well.stderr);
      });

      it('takes as long for a big answer as the bandwidth says', async function () {
        const { connect, during } = await wire(this);
        const bytes = 600_000;
        const fast = await psql(connect, [blob(bytes)]);
        const slow = await during('bandwidth', { rate: '400KB/s' }, () => psql(connect, [blob(bytes)]));
        assert.equal(slow.code, 0, slow.stderr);
        assert.match(slow.stdout, new RegExp(`^x{${bytes}}$`, 'm'));
        const [took = 0] = slow.timesMs;
        const expected = bytes / 400;
        assert.ok(took > expected * 0.9 && took < expected * 1.2, `${took} ms, expected ${expected}`);
        assert.ok((fast.timesMs[0] ?? 0) < expected / 2, `${fast.timesMs}`);
      });
    });
  }
});

/** Resolves once the statement runs. */
async function untilActive(address: string, statement: string): Promise<void> {
  const seen = `SELECT 'it runs' FROM pg_stat_activity WHERE state = 'active' AND query LIKE '${statement}%'`;
  for (let tries = 0; tries < 50; tries++) if (/^it runs$/m.test((await psql(address, [seen])).stdout)) return;
  assert.fail(`it does not run: ${statement}`);
}
