/** The recipe of docs/wiring.md for somebody else's HTTPS: the link passes TLS on, and the client keeps the name it asks for and verifies. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { runProgram } from '../support/child.ts';
import { skipUnlessInstalled } from '../support/installed.ts';
import { useStateFolder } from '../support/state-folder.ts';
import { otherCertificate, otherKey } from '../support/tls-certificate.ts';
import { serverKinds } from '../support/toxiproxies.ts';
import { startWired, type Wired } from '../support/wired.ts';

/** What the third party saw of the client: the name in TLS, and the one in HTTP. */
type Seen = { readonly sni: string; readonly host: string };

/** As an HTTP client of Node's does that is given another address and keeps the names. */
async function ask(address: string, names: { servername?: string; host?: string }): Promise<Seen> {
  const [host, port] = address.split(':');
  const { promise, resolve, reject } = Promise.withResolvers<Seen>();
  const { servername } = names;
  const headers = names.host === undefined ? {} : { host: names.host };
  request({ host, port, ca: otherCertificate, agent: false, headers, ...(servername === undefined ? {} : { servername }) }, (answer) => {
    let text = '';
    answer.setEncoding('utf8').on('data', (part: string) => (text += part));
    answer.on('end', () => resolve(JSON.parse(text) as Seen));
  })
    .on('error', reject)
    .end();
  return promise;
}

describe("somebody else's HTTPS behind a link", () => {
  const stateFolder = useStateFolder();
  let server: Server;
  let upstream = '';
  let wired: Wired | undefined;

  before(async () => {
    server = createServer({ key: otherKey, cert: otherCertificate }, (incoming, answer) => {
      const { servername } = incoming.socket as TLSSocket & { servername?: string };
      answer.end(JSON.stringify({ sni: servername, host: incoming.headers.host }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    upstream = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  afterEach(async () => {
    await wired?.close();
    wired = undefined;
  });

  for (const kind of serverKinds) {
    it(`is reached with its own name, verified, and slowed, on the ${kind} server`, async function () {
      wired = await startWired(this, kind, upstream, stateFolder());
      const names = { servername: 'shop.example', host: 'shop.example' };
      assert.deepEqual(await ask(wired.connect, names), { sni: 'shop.example', host: 'shop.example' });
      const began = performance.now();
      await wired.during('latency', { latency: '150ms' }, () => ask(wired!.connect, names));
      // The handshake is data too: one answer for it, one for the request.
      assert.ok(performance.now() - began >= 2 * 149);
    });
  }

  it('is reached by curl under its own URL, when curl alone is told of the other address', async function () {
    skipUnlessInstalled(this, 'curl');
    wired = await startWired(this, 'embedded', upstream, stateFolder());
    const folder = mkdtempSync(join(tmpdir(), 'stampede-ca-'));
    try {
      const ca = join(folder, 'ca.pem');
      writeFileSync(ca, otherCertificate);
      const args = ['-sS', '--max-time', '10', '--noproxy', '*', '--cacert', ca];
      const { stdout, stderr } = await runProgram('curl', [
        ...args,
        '--connect-to',
        `shop.example:443:${wired.connect}`,
        'https://shop.example/',
      ]);
      assert.deepEqual(JSON.parse(stdout || stderr), { sni: 'shop.example', host: 'shop.example' });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("is refused by a client that takes the proxy's address for the name", async function () {
    wired = await startWired(this, 'embedded', upstream, stateFolder());
    await assert.rejects(ask(wired.connect, {}), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  });
});
