/** The recipe of docs/wiring.md for a system that reads its dependency's address from the environment. */
import assert from 'node:assert/strict';
import { startProgram, type Server } from '../support/child.ts';
import { freePort } from '../support/injecting.ts';
import { startPlainTarget, type PlainTarget } from '../support/plain-target.ts';
import { useStateFolder } from '../support/state-folder.ts';
import { startWired, type Wired } from '../support/wired.ts';

/** A service that asks its dependency for every answer, and keeps connections to it. */
const service = `
  const { createServer, get, Agent } = require('node:http');
  const agent = new Agent({ keepAlive: true });
  createServer((_, answer) => {
    get(process.env.PAYMENTS_URL, { agent }, (paid) => paid.pipe(answer)).on('error', () => answer.writeHead(502).end());
  }).listen(Number(process.env.PORT), '127.0.0.1', () => console.log('open'));
`;

describe('a dependency whose address is in the environment', () => {
  const stateFolder = useStateFolder();
  let payments: PlainTarget;
  let wired: Wired | undefined;
  const services: Server[] = [];

  beforeEach(async () => {
    payments = await startPlainTarget();
  });
  afterEach(async () => {
    for (const one of services.splice(0)) await one.stop();
    await wired?.close();
    wired = undefined;
    await payments.close();
  });

  async function startService(payAt: string): Promise<() => Promise<{ status: number; ms: number }>> {
    const port = await freePort();
    const env = { PATH: process.env['PATH'], PORT: String(port), PAYMENTS_URL: `http://${payAt}/` };
    services.push(await startProgram(process.execPath, ['-e', service], /open/, { env }));
    return async () => {
      const began = performance.now();
      const { status } = await fetch(`http://127.0.0.1:${port}/`);
      return { status, ms: performance.now() - began };
    };
  }

  it('is behind the link once the variable says so, and was not before', async function () {
    wired = await startWired(this, 'embedded', payments.address, stateFolder());
    const asBefore = await startService(payments.address);
    const through = await startService(wired.connect);
    assert.deepEqual([(await asBefore()).status, (await through()).status], [200, 200]);
    await wired.during('latency', { latency: '300ms' }, async () => {
      const slow = await through();
      assert.equal(slow.status, 200);
      assert.ok(slow.ms >= 299, `${slow.ms} ms`);
      const untouched = [await asBefore(), await asBefore(), await asBefore()].map(({ ms }) => ms);
      assert.ok(Math.min(...untouched) < 250, `it does not cross the link: ${untouched}`);
    });
    await wired.during('down', {}, async () => {
      assert.equal((await through()).status, 502);
      assert.equal((await asBefore()).status, 200);
    });
    assert.equal((await through()).status, 200);
  });
});
