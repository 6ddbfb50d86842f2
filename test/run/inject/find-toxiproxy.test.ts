import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ChaosError } from '../../../src/errors.ts';
import { systemClock as clock } from '../../../src/run/clock.ts';
import { findToxiproxy } from '../../../src/run/inject/find-toxiproxy.ts';
import { isSameProcess } from '../../../src/run/state-process.ts';
import { eventually, lives, serverKinds, startToxiproxy } from '../../support/toxiproxies.ts';

const isCode = (code: string, message: RegExp) => (error: unknown) =>
  error instanceof ChaosError && error.code === code && message.test(`${error.message} ${error.hint}`);

describe('finding a Toxiproxy', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stampede-path-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const program = (text: string): void => {
    const file = join(folder, 'toxiproxy-server');
    writeFileSync(file, `#!/bin/sh\n${text}\n`);
    chmodSync(file, 0o755);
  };

  for (const kind of serverKinds) {
    it(`starts the ${kind} server, which ends when told to`, async function () {
      const found = await startToxiproxy(this, kind);
      assert.equal(found.server, kind);
      assert.match(found.url, /^http:\/\/127\.0\.0\.1:\d+$/);
      assert.equal((await fetch(`${found.url}/version`)).status, 200);
      assert.ok(isSameProcess(found.pid!, found.pidStart));
      await found.stop();
      assert.ok(!isSameProcess(found.pid!, found.pidStart));
      await assert.rejects(fetch(`${found.url}/version`));
      await found.stop();
    });

    it(`ends the ${kind} server with the tool, even by kill -9, and not by Ctrl-C before`, async function () {
      const found = await startToxiproxy(this, kind);
      await found.stop();
      // A session of its own, as a terminal gives it: the signal goes to the whole group, as Ctrl-C does.
      const tool = spawn(process.execPath, [fileURLToPath(new URL('../../support/hold-toxiproxy.ts', import.meta.url))], {
        env: { ...process.env, STAMPEDE_TOXIPROXY: kind },
        stdio: ['ignore', 'pipe', 'inherit'],
        detached: true,
      });
      const { url, pid } = JSON.parse(await firstLine(tool)) as { url: string; pid: number };
      process.kill(-tool.pid!, 'SIGINT');
      process.kill(-tool.pid!, 'SIGTERM');
      await new Promise((resolve) => setTimeout(resolve, 200));
      assert.equal((await fetch(`${url}/version`)).status, 200);
      process.kill(-tool.pid!, 'SIGKILL');
      await eventually(`the ${kind} server ends`, () => !lives(pid));
    });
  }

  it('takes the one that is named, by flag before environment, and leaves it alone', async () => {
    const http = createServer((request, response) => response.end(request.url === '/version' ? '{"version": "2.9.9"}\n' : '{}'));
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    const address = `127.0.0.1:${(http.address() as AddressInfo).port}/`;
    try {
      for (const [url, env] of [
        [null, { TOXIPROXY_URL: address }],
        [address, { TOXIPROXY_URL: 'http://127.0.0.1:1', STAMPEDE_TOXIPROXY: 'embedded' }],
      ] as const) {
        const found = await findToxiproxy({ url, env, clock });
        assert.deepEqual(
          [found.url, found.server, found.version, found.pid],
          [`http://${address.slice(0, -1)}`, 'external', '2.9.9', null],
        );
        await found.stop();
      }
      assert.ok(http.listening);
    } finally {
      http.closeAllConnections();
      http.close();
    }
  });

  it('falls back on the embedded server when the PATH has no executable toxiproxy-server', async () => {
    writeFileSync(join(folder, 'toxiproxy-server'), 'not executable');
    const found = await findToxiproxy({ url: null, env: { PATH: `${folder}:/nowhere` }, clock });
    await found.stop();
    assert.equal(found.server, 'embedded');
  });

  it('starts the embedded server where it is needed, whatever is on the PATH', async () => {
    program('exit 3');
    const found = await findToxiproxy({ url: null, env: { PATH: folder }, clock, embedded: true });
    await found.stop();
    assert.equal(found.server, 'embedded');
  });

  it('says what is wrong', async () => {
    await assert.rejects(findToxiproxy({ url: 'http://127.0.0.1:1', env: {}, clock }), isCode('TOXIPROXY_UNREACHABLE', /127\.0\.0\.1:1 /));
    await assert.rejects(
      findToxiproxy({ url: null, env: { PATH: folder, STAMPEDE_TOXIPROXY: 'binary' }, clock }),
      isCode('TOXIPROXY_UNREACHABLE', /no toxiproxy-server on the PATH/),
    );
    await assert.rejects(findToxiproxy({ url: null, env: { STAMPEDE_TOXIPROXY: 'docker' }, clock }), isCode('USAGE', /"docker"/));
  });

  it('repeats what a binary says that does not start', async () => {
    program('echo "no such flag: -host" >&2; exit 3');
    await assert.rejects(
      findToxiproxy({ url: null, env: { PATH: folder }, clock }),
      isCode('TOXIPROXY_UNREACHABLE', /code 3.*no such flag: -host.*STAMPEDE_TOXIPROXY=embedded/s),
    );
  });
});

async function firstLine(child: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of child.stdout!) {
    text += String(chunk);
    if (text.includes('\n')) break;
  }
  return text.slice(0, text.indexOf('\n'));
}
