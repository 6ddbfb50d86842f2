/** A whole run against a system behind mutual TLS: everything that is asked of it is asked as its settings say, and no key is left in a file. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { openDesk, runCli, type Desk, type Ended } from '../support/cli.ts';
import { otherCertificate, otherKey, testCertificate, testKey } from '../support/tls-certificate.ts';

describe('a run behind mutual TLS', function () {
  this.timeout(60_000);
  let desk: Desk;
  let server: Server;
  let url: string;
  let ended: Record<'member' | 'stranger' | 'credulous' | 'plan', Promise<Ended>>;
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
    write('member', 'ca: pki/ca.pem, cert: pki/me.pem, key: pki/me.key');
    write('stranger', 'ca: pki/ca.pem');
    write('credulous', 'insecure: true, cert: pki/me.pem, key: pki/me.key');
    // Side by side: most of their time is waiting.
    ended = {
      member: runCli(['spike', 'member.yaml', '--json'], desk),
      stranger: runCli(['spike', 'stranger.yaml', '--json'], desk),
      credulous: runCli(['spike', 'credulous.yaml', '--json'], desk),
      plan: runCli(['plan', 'credulous.yaml'], desk),
    };
  });
  after(() => {
    server.closeAllConnections();
    server.close();
    desk.remove();
  });

  const write = (name: string, tls: string): void =>
    writeFileSync(
      join(desk.dir, `${name}.yaml`),
      `version: 1
target: {url: "${url}/${name}", tls: {${tls}}}
identity: {url: /info, equals: {environment: staging}}
reconcile: {url: /ledger, ids: "$.orders[*].id", settle: 0}
breakers: [{name: payments, preset: opossum, url: "${url}/metrics"}]
load: {base: 40/s, stages: [{name: hold, for: 1s, rate: 1x}]}
objectives: [p50 < 60s]
`,
    );

  it('is held with the certificates it needs, and their contents are nowhere', async () => {
    const { code, stdout, stderr } = await ended.member;
    const report = JSON.parse(stdout);
    assert.equal(code, 0, stderr);
    assert.deepEqual([report.totals.outcomes.ok, asked['/member']], [40, 40]);
    assert.ok((asked['/info'] ?? 0) >= 1 && (asked['/ledger'] ?? 0) >= 2 && (asked['/metrics'] ?? 0) >= 2);
    assert.ok(report.connections.opened > 0 && report.connections.handshakeMs.n === report.connections.opened);
    await ended.credulous;
    const secret = otherKey.split('\n')[2] as string;
    const reports = join(desk.dir, 'reports');
    const files = readdirSync(reports, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    assert.ok(files.length >= 8);
    for (const { parentPath, name } of files) assert.ok(!readFileSync(join(parentPath, name), 'utf8').includes(secret), name);
  });

  it('is not ready without them, and no load was sent', async () => {
    const { code, stdout } = await ended.stranger;
    assert.deepEqual([code, JSON.parse(stdout).error.code, asked['/stranger']], [4, 'TARGET_UNREACHABLE', undefined]);
  });

  it('says in plan and report where nothing was verified', async () => {
    const report = JSON.parse((await ended.credulous).stdout);
    assert.equal(report.totals.outcomes.ok, 40);
    assert.ok(report.notes.some((note: string) => note.includes('not verified (insecure: true)')));
    assert.match((await ended.plan).stdout, /tls not verified/);
  });
});
