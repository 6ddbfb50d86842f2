import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as fc from 'fast-check';
import { systemClock } from '../../../src/run/clock.ts';
import { reconcileIds, settleLedger } from '../../../src/run/observe/reconcile.ts';

describe('reconciliation', () => {
  const rows: [title: string, acknowledged: string[], ledger: string[], before: string[], expected: object][] = [
    ['all there', ['a', 'b'], ['b', 'a'], [], { acknowledged: 2, persisted: 2, lost: [], duplicated: [], unacknowledged: 0 }],
    ['one lost', ['a', 'b'], ['a'], [], { acknowledged: 2, persisted: 1, lost: ['b'], duplicated: [], unacknowledged: 0 }],
    ['one twice', ['a'], ['a', 'a'], [], { acknowledged: 1, persisted: 1, lost: [], duplicated: ['a'], unacknowledged: 0 }],
    [
      'persisted, and nobody was told',
      ['a'],
      ['a', 'z'],
      [],
      { acknowledged: 1, persisted: 2, lost: [], duplicated: [], unacknowledged: 1 },
    ],
    [
      'what stood there before is not of this run',
      ['a'],
      ['old', 'old', 'a'],
      ['old'],
      { acknowledged: 1, persisted: 1, lost: [], duplicated: [], unacknowledged: 0 },
    ],
  ];
  for (const [title, acknowledged, ledger, before, expected] of rows)
    it(title, () => assert.deepEqual(reconcileIds(new Set(acknowledged), ledger, new Set(before)), expected));

  it('counts every id once: acknowledged = lost + acknowledged and persisted', () => {
    const ids = fc.array(fc.nat(30).map(String), { maxLength: 60 });
    fc.assert(
      fc.property(ids, ids, (acknowledged, ledger) => {
        const said = new Set(acknowledged);
        const result = reconcileIds(said, ledger, new Set());
        return said.size === result.lost.length + (result.persisted - result.unacknowledged);
      }),
    );
  });

  describe('against a ledger', () => {
    let server: Server;
    let reads = 0;
    let ledgerAt: (read: number) => string[] = () => [];
    const target = { url: 'http://127.0.0.1:1/', headers: {}, tls: null };
    const options = () => ({ acknowledged: new Set(['a', 'b']), before: new Set<string>(), target, clock: systemClock });
    const reconcile = (settleMs: number) => ({
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/ledger`,
      ids: '$.orders[*].id',
      settleMs,
    });

    beforeEach(async () => {
      reads = 0;
      server = createServer((_, response) => response.end(JSON.stringify({ orders: ledgerAt(++reads).map((id) => ({ id })) })));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    });
    afterEach(() => void server.close());

    it('stops asking when the run stops', async () => {
      const stop = new AbortController();
      setTimeout(() => stop.abort(), 100);
      const began = performance.now();
      await assert.rejects(settleLedger(reconcile(30_000), { ...options(), signal: stop.signal }));
      assert.ok(performance.now() - began < 3_000);
      const asked = reads;
      await new Promise((resolve) => setTimeout(resolve, 400));
      assert.equal(reads, asked);
    });

    it('waits for a ledger that lags behind', async () => {
      ledgerAt = (read) => (read < 3 ? ['a'] : ['a', 'b']);
      const result = await settleLedger(reconcile(5_000), options());
      assert.deepEqual([result.lost, result.settled], [[], true]);
      assert.ok(reads >= 4, 'two reads must agree');
    });

    it('gives up when settle ends, and says what is lost', async () => {
      ledgerAt = () => ['a'];
      const result = await settleLedger(reconcile(700), options());
      assert.deepEqual([result.lost, result.settled], [['b'], true]);
    });

    it('says that a ledger that keeps changing has not settled', async () => {
      ledgerAt = (read) => ['a', ...Array.from({ length: read }, (_, i) => `x${i}`)];
      assert.equal((await settleLedger(reconcile(600), options())).settled, false);
    });
  });
});
