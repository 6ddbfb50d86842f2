import assert from 'node:assert/strict';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FoundToxiproxy } from '../../../src/run/inject/find-toxiproxy.ts';
import { givesLeases, Lease, leaseItem } from '../../../src/run/inject/lease.ts';
import { ToxiproxyServer } from '../../../src/run/inject/toxiproxy.ts';
import { eventually, startToxiproxy } from '../../support/toxiproxies.ts';

interface Listed {
  readonly owner: string;
  readonly held: boolean;
  readonly expiresAt: string | null;
  readonly items: readonly { readonly item: number; readonly expiresAt: string | null }[];
}

describe('a lease on the embedded server', () => {
  let found: FoundToxiproxy;
  let server: ToxiproxyServer;
  const leases: Lease[] = [];
  const lost: string[] = [];
  before(async function () {
    found = await startToxiproxy(this, 'embedded');
    server = new ToxiproxyServer(found.url);
  });
  after(async () => found?.stop());
  afterEach(async () => {
    for (const lease of leases.splice(0)) await lease.end();
    lost.length = 0;
    for (const { name } of await server.everything()) await server.deleteProxy(name);
  });

  const listed = async (): Promise<Listed[]> => (await (await fetch(`${found.url}/stampede/leases`)).json()) as Listed[];
  const proxy = (name: string): Promise<unknown> => server.createProxy({ name, listen: '127.0.0.1:0', upstream: '127.0.0.1:9' });
  const names = async (): Promise<string[]> => (await server.proxies()).map(({ name }) => name);

  async function open(): Promise<Lease> {
    const lease = await Lease.open(server, 'r1', (why) => lost.push(why));
    leases.push(lease);
    await eventually('it is held', async () => (await listed())[0]?.held === true);
    return lease;
  }

  let closeLosing = (): void => {};

  /** The server behind one that passes calls on, but hangs up instead of giving the first answer to a path with `what` in it. */
  async function losing(what: string): Promise<[ToxiproxyServer, () => number]> {
    let sent = 0;
    const between = createServer((from, to) => {
      const onward = request(`${found.url}${from.url}`, { method: from.method ?? 'GET', headers: from.headers, agent: false }, (answer) => {
        if (from.url?.includes(what) && ++sent === 1) {
          answer.resume().once('end', () => from.socket.destroy());
          return;
        }
        to.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(to);
      });
      onward.on('error', () => to.destroy());
      to.on('close', () => onward.destroy());
      from.pipe(onward);
    });
    closeLosing = () => {
      between.closeAllConnections();
      between.close();
    };
    await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve));
    return [new ToxiproxyServer(`http://127.0.0.1:${(between.address() as AddressInfo).port}`), () => sent];
  }

  it('is given by this server, and not by Toxiproxy', async function () {
    assert.equal(await givesLeases(server), true);
    assert.equal(await givesLeases(new ToxiproxyServer('http://127.0.0.1:1')), false);
    const real = await startToxiproxy(this, 'binary');
    try {
      assert.equal(await givesLeases(new ToxiproxyServer(real.url)), false);
    } finally {
      await real.stop();
    }
  });

  it('undoes what is entered in it when it is given back, and nothing that was struck out', async () => {
    const lease = await open();
    const [kept] = [await lease.enter({ proxy: { name: 'kept' } }, null), await lease.enter({ proxy: { name: 'gone' } }, null)];
    await Promise.all([proxy('kept'), proxy('gone')]);
    assert.deepEqual([(await listed())[0]?.owner, (await listed())[0]?.items.length], ['r1', 2]);
    void lease.strikeOut(kept);
    await lease.end();
    assert.deepEqual(await names(), ['kept']);
    assert.deepEqual(await listed(), []);
    assert.deepEqual([lease.lives, lost], [false, []]);
  });

  it('enters an item once although the answer to it is lost', async () => {
    const [lossy, sent] = await losing('/undo');
    try {
      const lease = await Lease.open(lossy, 'r1', (why) => lost.push(why));
      leases.push(lease);
      await lease.enter({ proxy: { name: 'once' } }, null);
      assert.equal(sent(), 2);
      assert.equal((await listed())[0]?.items.length, 1);
    } finally {
      await leases.pop()?.end();
      closeLosing();
    }
  });

  it('undoes an item alone once its own time is over', async () => {
    const lease = await open();
    await lease.enter({ proxy: { name: 'short' } }, 150);
    await lease.enter({ proxy: { name: 'long' } }, 60_000);
    await Promise.all([proxy('short'), proxy('long')]);
    await eventually('the short one is gone', async () => (await names()).join() === 'long');
    assert.equal(lease.lives, true);
  });

  it('tells when the server no longer keeps it', async () => {
    const lease = await open();
    const [{ lease: id } = { lease: '' }] = (await listed()) as unknown as { lease: string }[];
    await fetch(`${found.url}/stampede/leases/${id}`, { method: 'DELETE' });
    await eventually('it is told', () => lost.length > 0);
    assert.equal(lease.lives, false);
    assert.deepEqual(lost, ['its connection ended']);
    await assert.rejects(lease.enter({ proxy: { name: 'p' } }, null), /lease not found/);
  });

  it('knows what each deed has to be undone by', () => {
    const on = { toxiproxy: 'http://h', link: 'l', fault: 'f', proxy: 'p' };
    assert.deepEqual(leaseItem({ kind: 'toxic-added', ...on, toxic: 't' }), { toxic: { proxy: 'p', name: 't' } });
    assert.deepEqual(leaseItem({ kind: 'http-toxic-added', ...on, toxic: 't' }), { httpToxic: { proxy: 'p', name: 't' } });
    assert.deepEqual(leaseItem({ kind: 'proxy-disabled', ...on, priorEnabled: true }), { enable: { proxy: 'p' } });
    assert.equal(leaseItem({ kind: 'proxy-disabled', ...on, priorEnabled: false }), null);
    const prior = { protocol: 'tcp', seed: 7 } as const;
    assert.deepEqual(leaseItem({ kind: 'link-settings', ...on, prior }), { settings: { proxy: 'p', ...prior } });
    assert.equal(leaseItem({ kind: 'lock-taken', toxiproxy: 'http://h', link: 'l', lock: 'stampede-lock-x', run: 'r' }), null);
  });
});
