/** The client that the tool itself uses, from end to end. */
import assert from 'node:assert/strict';
import { Toxiproxy, type ICreateToxicBody, type ToxicAttributeTypes } from 'toxiproxy-node-client';
import { Client, startEcho } from '../support/tcp-peers.ts';
import type { ServerUnderTest } from './toxiproxy-server.ts';

export function describeNodeClient(under: ServerUnderTest): void {
  it('creates, delays, changes, disables, lists, resets and removes', async () => {
    const server = await under.start();
    const echo = await startEcho();
    try {
      const toxiproxy = new Toxiproxy(server.url);
      assert.match(await toxiproxy.getVersion(), /version/);
      const proxy = await toxiproxy.createProxy({ name: 'payments', listen: '127.0.0.1:0', upstream: echo.address });
      await assert.rejects(toxiproxy.createProxy({ name: 'payments', listen: '127.0.0.1:0', upstream: echo.address }), /409/);
      const client = await new Client(proxy.listen).connected();
      const body = { name: 'slow', type: 'latency', stream: 'downstream', toxicity: 1, attributes: { latency: 80, jitter: 0 } };
      const toxic = await proxy.addToxic(body as ICreateToxicBody<ToxicAttributeTypes>);
      assert.ok((await client.roundTrip()) >= 78);
      assert.deepEqual((await proxy.getToxic('slow')).attributes, { latency: 80, jitter: 0 });
      assert.deepEqual(Object.keys(await toxiproxy.getAll()), ['payments']);
      await toxic.remove();
      await assert.rejects(toxic.remove(), /404/);
      const disabled = await proxy.update({ enabled: false, listen: proxy.listen, upstream: proxy.upstream });
      assert.deepEqual([disabled.enabled, disabled.listen], [false, proxy.listen]);
      await assert.rejects(new Client(proxy.listen).connected(), { code: 'ECONNREFUSED' });
      await toxiproxy.reset();
      const again = await toxiproxy.get('payments');
      assert.deepEqual([again.enabled, again.listen], [true, proxy.listen]);
      await again.remove();
      await assert.rejects(toxiproxy.get('payments'), /404/);
      client.close();
    } finally {
      await server.stop();
      await echo.stop();
    }
  });
}
