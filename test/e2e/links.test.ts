/** The command and links as systems have them: each on a Toxiproxy of its own, behind the target's own address, and guarded. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Analysis } from '../../src/analysis/analysis.ts';
import type { Event } from '../../src/events/event.ts';
import type { FoundToxiproxy } from '../../src/run/inject/find-toxiproxy.ts';
import { ToxiproxyServer } from '../../src/run/inject/toxiproxy.ts';
import { openDesk, runCli, type Desk } from '../support/cli.ts';
import { freePort, startPlainTarget, type PlainTarget } from '../support/plain-target.ts';
import { startToxiproxy } from '../support/toxiproxies.ts';

describe('links', function () {
  this.timeout(60_000);
  let desk: Desk;
  let target: PlainTarget;
  let toxiproxy: FoundToxiproxy;
  const seen: string[] = [];

  beforeEach(async function () {
    seen.length = 0;
    desk = openDesk();
    target = await startPlainTarget(0, (request) => seen.push(`${request.method} ${request.url}`));
    toxiproxy = await startToxiproxy(this, 'embedded');
  });
  afterEach(async () => {
    await toxiproxy.stop();
    await target.close();
    desk.remove();
  });

  async function write(more: string): Promise<{ file: string; listen: string }> {
    const listen = `127.0.0.1:${await freePort()}`;
    const file = join(desk.dir, 'links.yaml');
    writeFileSync(
      file,
      [
        'version: 1',
        `target: "http://${listen}/"`,
        `links: {shop: {listen: "${listen}", upstream: "${target.address}", protocol: http, toxiproxy: "${toxiproxy.url}"}}`,
        'load: {base: 20/s, stages: [{name: baseline, for: 2s, rate: 1x}, {name: hold, for: 3s, rate: 1x}]}',
        more,
        '',
      ].join('\n'),
    );
    return { file, listen };
  }

  function eventsOfTheRun(): Event[] {
    const [id = ''] = readdirSync(join(desk.dir, 'reports'));
    const text = readFileSync(join(desk.dir, 'reports', id, 'events.ndjson'), 'utf8');
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Event);
  }

  it('have a Toxiproxy of their own: no other is started, the fault bites there, and nothing is left on it', async () => {
    const { file, listen } = await write('faults: [{id: slow, link: shop, type: latency, latency: 300ms, at: hold, for: 1500ms}]');
    const server = new ToxiproxyServer(toxiproxy.url);
    await server.createProxy({ name: 'theirs', listen: '127.0.0.1:0', upstream: '127.0.0.1:9' });
    const before = await server.proxies();
    const { code, stdout, stderr } = await runCli(['run', file, '--json', '--quiet'], desk);
    const { faults, generator } = JSON.parse(stdout) as Analysis;
    // A machine that stalls is not what this is about.
    if (!generator.saturated) assert.equal(code, 0, stderr);
    const [fault] = faults;
    assert.equal(fault?.verified, true, JSON.stringify(fault));
    const events = eventsOfTheRun();
    const [link] = events.filter((event) => event.type === 'link');
    assert.deepEqual([link?.toxiproxy, link?.server, link?.listen, link?.connect], [toxiproxy.url, 'external', listen, listen]);
    assert.deepEqual(await server.proxies(), before);
  });

  it('stand before the target says who it is, and are gone again where it is somebody else; nobody was asked anything besides', async () => {
    const { file } = await write(
      [
        'identity: {url: /info, equals: {environment: staging}}',
        `breakers: [{name: b, preset: opossum, url: "${target.url}/metrics"}]`,
        `reconcile: {url: "${target.url}/ledger", ids: "$.orders[*].id"}`,
      ].join('\n'),
    );
    const { code, stderr } = await runCli(['run', file, '--quiet'], desk);
    assert.equal(code, 4, stderr);
    assert.match(stderr, /IDENTITY_MISMATCH.*nothing was sent/s);
    assert.deepEqual(seen, ['GET /info']);
    assert.deepEqual(await new ToxiproxyServer(toxiproxy.url).proxies(), []);
  });

  it('are not touched where their Toxiproxy is on a host that nobody allowed, or leads elsewhere', async () => {
    const { file, listen } = await write('');
    const server = new ToxiproxyServer(toxiproxy.url);
    await server.createProxy({ name: 'theirs', listen, upstream: '127.0.0.1:9' });
    const conflict = await runCli(['run', file, '--quiet'], desk);
    assert.equal(conflict.code, 4, conflict.stderr);
    assert.match(conflict.stderr, /PROXY_CONFLICT: .*proxy theirs at .* has .* -> 127\.0\.0\.1:9/);
    assert.deepEqual(
      (await server.proxies()).map(({ name }) => name),
      ['theirs'],
    );
    const elsewhere = await runCli(
      ['run', file, '--quiet', '--link', `shop=${listen},${target.address},toxiproxy=http://192.0.2.1:8474`],
      desk,
    );
    assert.equal(elsewhere.code, 2, elsewhere.stderr);
    assert.match(elsewhere.stderr, /HOST_NOT_ALLOWED: .*192\.0\.2\.1 is not this machine/);
  });
});
