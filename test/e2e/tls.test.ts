/** A whole run against a system behind mutual TLS: everything that is asked of it is asked as its settings say, and no key is left in a file. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { openDesk, runCli, type Desk } from '../support/cli.ts';
import { otherCertificate, otherKey, testCertificate, testKey } from '../support/tls-certificate.ts';

describe('a run behind mutual TLS', function () {
  this.timeout(60_000);
  let desk: Desk;
  let server: Server;
  let url: string;
  const asked: Record<string, number> = {};

  before(async () => {
    desk = openDesk();
    const options = { key: testKey, cert: testCertificate, requestCert: true, rejectUnauthorized: true, ca: otherCertificate };
    server = createServer(options, (request, response) => {
      const path = request.url ?? '';
      asked[path] = (asked[path] ?? 0) + 1;
      if (path === '/ledger') response.end('{"orders":[]}');
      else if (path === '/metrics') response.end('circuit{name="payments",state="closed"} 1\n');
      else response.end('{"environment":"staging"}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    mkdirSync(join(desk.dir, 'pki'));
    for (const [name, text] of Object.entries({ 'ca.pem': testCertificate, 'me.pem': otherCertificate, 'me.key': otherKey }))
      writeFileSync(join(desk.dir, 'pki', name), text);
  });
  after(() => {
    server.closeAllConnections();
    server.close();
    desk.remove();
  });

  const write = (name: string, tls: string): void =>
    writeFileSync(
      join(desk.dir, name),
      `version: 1
target: {url: "${url}/home", tls: {${tls}}}
identity: {url: /info, equals: {environment: staging}}
reconcile: {url: /ledger, ids: "$.orders[*].id", settle: 0}
breakers: [{name: payments, preset: opossum, url: "${url}/metrics"}]
load: {base: 40/s, stages: [{name: hold, for: 1s, rate: 1x}]}
objectives: [p50 < 60s]
`,
    );

  it('is held with the certificates it needs, and their contents are nowhere', async () => {
    write('member.yaml', 'ca: pki/ca.pem, cert: pki/me.pem, key: pki/me.key');
    const { code, stdout, stderr } = await runCli(['spike', 'member.yaml', '--json'], desk);
    const report = JSON.parse(stdout);
    assert.equal(code, 0, stderr + report.reason);
    assert.deepEqual([report.totals.outcomes.ok, asked['/home'], asked['/info']], [40, 40, 1]);
    assert.ok((asked['/ledger'] ?? 0) >= 2 && (asked['/metrics'] ?? 0) >= 2);
    assert.ok(report.connections.opened > 0 && report.connections.handshakeMs.n === report.connections.opened);
    const [run = ''] = readdirSync(join(desk.dir, 'reports'));
    const secret = otherKey.split('\n')[2] as string;
    for (const file of readdirSync(join(desk.dir, 'reports', run)))
      assert.ok(!readFileSync(join(desk.dir, 'reports', run, file), 'utf8').includes(secret), file);
  });

  it('is not ready without them, and no load was sent', async () => {
    write('stranger.yaml', 'ca: pki/ca.pem');
    const before = asked['/home'];
    const { code, stdout } = await runCli(['spike', 'stranger.yaml', '--json'], desk);
    assert.deepEqual([code, JSON.parse(stdout).error.code, asked['/home']], [4, 'TARGET_UNREACHABLE', before]);
  });

  it('says in plan and report where nothing was verified', async () => {
    write('credulous.yaml', 'insecure: true, cert: pki/me.pem, key: pki/me.key');
    const { stdout } = await runCli(['spike', 'credulous.yaml', '--json'], desk);
    const report = JSON.parse(stdout);
    assert.equal(report.totals.outcomes.ok, 40);
    assert.ok(report.notes.some((note: string) => note.includes('not verified (insecure: true)')));
    const plan = await runCli(['plan', 'credulous.yaml'], desk);
    assert.match(plan.stdout, /tls not verified/);
  });
});
