import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProxySheet } from '../../src/proxy-sheet.ts';
import { openDesk, runCli, startCli, until, type Desk } from '../support/cli.ts';
import { Client, startEcho, type Peer } from '../support/tcp-peers.ts';
import { eventually, lives } from '../support/toxiproxies.ts';

describe('chaos proxy', () => {
  let desk: Desk;
  let echo: Peer;
  beforeEach(async () => {
    desk = openDesk();
    echo = await startEcho();
    const proxies = [{ name: 'p', listen: '127.0.0.1:0', upstream: echo.address, toxics: [{ type: 'noop' }] }];
    writeFileSync(join(desk.dir, 'proxies.json'), JSON.stringify(proxies));
  });
  afterEach(async () => {
    desk.remove();
    await echo.stop();
  });

  /** Started, with what it printed once that is complete. */
  const opened = async (complete: (text: string) => boolean, ...args: readonly string[]) => {
    const cli = startCli(['proxy', '--port', '0', ...args], desk, { detached: true });
    let text = '';
    cli.child.stdout?.on('data', (chunk) => (text += String(chunk)));
    await until('what it prints', () => complete(text), 30_000);
    return { ...cli, text };
  };
  const openedJson = async (...args: readonly string[]) => {
    const { text, ...cli } = await opened((printed) => printed.endsWith('}\n'), '--json', ...args);
    return { ...cli, sheet: JSON.parse(text) as ProxySheet };
  };

  it('prints one JSON value when it listens; Ctrl-C, which goes to the whole group, ends it with 0 though connections are open', async () => {
    const { child, ended, sheet } = await openedJson('--config', 'proxies.json', '--proxy-metrics', '--seed', '5');
    const [proxy] = sheet.proxies;
    assert.ok(proxy !== undefined);
    assert.deepEqual(sheet.proxies, [
      { name: 'p', listen: proxy.listen, upstream: echo.address, enabled: true, toxics: ['noop_downstream'] },
    ]);
    const client = await new Client(proxy.listen).connected();
    await client.roundTrip();
    assert.equal((await fetch(`${sheet.url}/metrics`)).status, 200);
    const begunMs = performance.now();
    process.kill(-(child.pid ?? 0), 'SIGINT');
    const { code, stderr } = await ended;
    assert.equal(code, 0, stderr);
    assert.ok(performance.now() - begunMs < 3_000);
    assert.match(await client.ended(), /^(end|ECONNRESET)$/);
    assert.ok(!lives(sheet.pid));
    await assert.rejects(fetch(`${sheet.url}/version`));
  });

  it('says where it listens, a line for each proxy, and ends with 0 at SIGTERM', async () => {
    const { child, ended, text } = await opened((printed) => printed.split('\n').length === 3, '--config', 'proxies.json');
    child.kill('SIGTERM');
    assert.equal((await ended).code, 0);
    assert.match(
      text,
      /^Toxiproxy-compatible server on http:\/\/127\.0\.0\.1:\d+\n {2}p {2}127\.0\.0\.1:\d+ -> [\d.:]+ {2}\(noop_downstream\)\n$/,
    );
  });

  it('takes its server along when it is killed', async () => {
    const { child, sheet } = await openedJson();
    child.kill('SIGKILL');
    await eventually('the server is gone', () => !lives(sheet.pid));
  });

  it('says so when its server dies on its own, with exit code 4', async () => {
    const { ended, sheet } = await openedJson();
    process.kill(sheet.pid, 'SIGKILL');
    const { code, stderr } = await ended;
    assert.equal(code, 4);
    assert.match(stderr, /TOXIPROXY_UNREACHABLE.*SIGKILL/);
  });

  it('refuses a port that is taken, and a file with mistakes', async () => {
    const port = echo.address.split(':')[1] ?? '';
    writeFileSync(join(desk.dir, 'bad.json'), '[{"name": "p"}]');
    const [taken, bad] = await Promise.all([
      runCli(['proxy', '--port', port], desk),
      runCli(['proxy', '--port', '0', '--config', 'bad.json', '--json'], desk),
    ]);
    assert.equal(taken.code, 4);
    assert.match(taken.stderr, /LISTEN_TAKEN: can't listen on 127\.0\.0\.1:\d+: it is in use/);
    assert.equal(bad.code, 2);
    const { error } = JSON.parse(bad.stdout) as { error: { code: string; problems: object[] } };
    assert.equal(error.code, 'CONFIG_INVALID');
    assert.deepEqual(error.problems, [{ message: 'a proxy needs an upstream', where: 'bad.json:1:2', hint: null }]);
  });
});
