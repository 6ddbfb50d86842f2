import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChaosError } from '../../src/errors.ts';
import { askRun, serveControl, type ControlRequest, type ControlSocket } from '../../src/run/control.ts';

describe('control socket', () => {
  let dir: string;
  let path: string;
  let socket: ControlSocket | undefined;
  const asked: ControlRequest[] = [];

  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'chaos-'));
    path = join(dir, 'run.sock');
    asked.length = 0;
    socket = await serveControl(path, (request) => {
      asked.push(request);
      if (request.do === 'hold') throw new Error('not now');
      return { ok: true, text: `did ${request.do}` };
    });
  });
  afterEach(async () => {
    await socket?.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it('is for its owner alone', () => assert.equal(statSync(path).mode & 0o777, 0o600));

  it('carries a request and its answer', async () => {
    assert.deepEqual(await askRun(path, { do: 'note', from: 'test', text: 'phones are ringing' }), { ok: true, text: 'did note' });
    assert.deepEqual(asked, [{ do: 'note', from: 'test', text: 'phones are ringing' }]);
  });

  it('answers a request that fails with why', async () =>
    assert.deepEqual(await askRun(path, { do: 'hold', from: 'test' }), { ok: false, text: 'not now' }));

  it('answers garbage, and lives on', async () => {
    const answer = await new Promise<string>((resolve, reject) => {
      const client = connect(path, () => client.write('nonsense\n'));
      client.once('data', (data) => {
        resolve(String(data));
        client.end();
      });
      client.once('error', reject);
    });
    assert.equal((JSON.parse(answer) as { ok: boolean }).ok, false);
    assert.equal((await askRun(path, { do: 'status', from: 'test' })).ok, true);
  });

  it('does not let a client that never ends a line fill the memory', async () => {
    await new Promise<void>((resolve) => {
      const client = connect(path, () => client.write('x'.repeat(200_000)));
      client.on('error', () => {});
      client.once('close', () => resolve());
    });
    assert.equal((await askRun(path, { do: 'status', from: 'test' })).ok, true);
  });

  it('passes on only what it knows, and no longer names than make sense', async () => {
    for (const request of [{ do: 'explode', from: 'x' }, { do: 7 }, { from: 'x' }, null, []]) {
      const reply = await askRun(path, request as unknown as ControlRequest);
      assert.equal(reply.ok, false);
      assert.match(reply.text, /one of abort, note, status/);
    }
    assert.deepEqual(asked, []);
    await askRun(path, { do: 'status', from: 'x'.repeat(1_000), text: 7, more: 1 } as unknown as ControlRequest);
    assert.deepEqual(asked, [{ do: 'status', from: 'x'.repeat(100) }]);
  });

  it('one client may ask for as long as it likes', async () => {
    const text = 'x'.repeat(2_000);
    const answers = await new Promise<number>((resolve, reject) => {
      let lines = 0;
      const client = connect(path);
      const ask = (): void => void client.write(`${JSON.stringify({ do: 'note', from: 'game day', text })}\n`);
      client.on('connect', ask);
      client.on('data', () => (++lines < 50 ? ask() : client.end()));
      client.on('close', () => resolve(lines));
      client.on('error', reject);
    });
    assert.equal(answers, 50);
  });

  it('asking somebody who hangs up without an answer does not wait for the time to be up', async () => {
    const rude = createServer((client) => client.destroy()).listen(join(dir, 'rude.sock'));
    await once(rude, 'listening');
    const began = performance.now();
    await assert.rejects(askRun(join(dir, 'rude.sock'), { do: 'status', from: 'test' }, 10_000), /hung up|ECONNRESET|EPIPE/);
    assert.ok(performance.now() - began < 5_000);
    rude.close();
  });

  it('is gone after closing, and asking says so', async () => {
    await socket?.close();
    socket = undefined;
    await assert.rejects(
      askRun(path, { do: 'status', from: 'test' }),
      (error) => error instanceof ChaosError && error.code === 'RUN_NOT_ANSWERING',
    );
  });
});
