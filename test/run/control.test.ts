import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askRun, RunNotAnswering, serveControl, type ControlRequest, type ControlSocket } from '../../src/run/control.ts';

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

  /** What is said of a run that does not answer: why, and whether it holds the socket open and is silent. */
  async function whyNotAnswering(at: string, timeoutMs?: number): Promise<RunNotAnswering> {
    try {
      await askRun(at, { do: 'status', from: 'test' }, timeoutMs);
    } catch (error) {
      assert.ok(error instanceof RunNotAnswering && error.code === 'RUN_NOT_ANSWERING', String(error));
      return error;
    }
    return assert.fail('it answered');
  }

  it('asking somebody who hangs up without an answer does not wait for the time to be up', async () => {
    const rude = createServer((client) => client.destroy()).listen(join(dir, 'rude.sock'));
    await once(rude, 'listening');
    const began = performance.now();
    const { message, silent } = await whyNotAnswering(join(dir, 'rude.sock'), 10_000);
    assert.match(message, /hung up|ECONNRESET|EPIPE/);
    assert.equal(silent, false, 'it is not there to be silent');
    assert.ok(performance.now() - began < 5_000);
    rude.close();
  });

  it('asking somebody who says nothing ends when the time is up, and tells that it was silence', async () => {
    const clients: Socket[] = [];
    const mute = createServer((client) => void clients.push(client)).listen(join(dir, 'mute.sock'));
    await once(mute, 'listening');
    const { message, silent } = await whyNotAnswering(join(dir, 'mute.sock'), 50);
    assert.match(message, /nothing within 50 ms/);
    assert.equal(silent, true);
    assert.equal(clients.length, 1);
    for (const client of clients) client.destroy();
    mute.close();
  });

  it('is gone after closing, and asking says so', async () => {
    await socket?.close();
    socket = undefined;
    assert.equal((await whyNotAnswering(path)).silent, false);
  });
});
