import assert from 'node:assert/strict';
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { until } from '../support/tcp-peers.ts';
import { Api, send } from '../conformance/toxiproxy-server.ts';

const main = fileURLToPath(new URL('../../src/proxy/main.ts', import.meta.url));

describe('the server as a program', () => {
  const children: ChildProcess[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });
  const keep = <T extends ChildProcess>(child: T): T => {
    children.push(child);
    return child;
  };
  const forked = async (...args: string[]): Promise<{ child: ChildProcess; url: string }> => {
    const child = keep(fork(main, ['--port', '0', ...args], { stdio: 'ignore' }));
    const [message] = (await once(child, 'message')) as [{ type: string; url: string }];
    assert.equal(message.type, 'listening');
    return { child, url: message.url };
  };

  it('prints one line where there is nobody to report to, and ends with 0 at SIGTERM and SIGINT', async () => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      const child = keep(spawn(process.execPath, [main, '--host', '127.0.0.1', '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] }));
      let printed = '';
      child.stdout.on('data', (data: Buffer) => (printed += data.toString()));
      await until(
        () => printed.includes('\n'),
        10_000,
        () => 'nothing was printed',
      );
      const url = /^toxiproxy-compatible server on (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(printed)?.[1] ?? assert.fail(printed);
      assert.equal((await send(url, 'GET', '/proxies')).body, '{}');
      child.kill(signal);
      assert.deepEqual(await once(child, 'exit'), [0, null]);
    }
  });

  it('ends with 0 though connections are open', async () => {
    const { child, url } = await forked();
    const api = new Api(url);
    const listen = await api.proxy('self', new URL(url).host);
    await api.toxic('self', { type: 'timeout' });
    const hanging = send(`http://${listen}`, 'GET', '/version').catch((error: unknown) => error);
    child.kill('SIGTERM');
    assert.deepEqual(await once(child, 'exit'), [0, null]);
    assert.ok((await hanging) instanceof Error);
  });

  it('owned, ignores SIGINT and ends with its owner', async () => {
    const { child, url } = await forked('--owned');
    child.kill('SIGINT');
    child.kill('SIGINT');
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal((await send(url, 'GET', '/proxies')).status, 200);
    child.disconnect();
    assert.deepEqual(await once(child, 'exit'), [0, null]);
  });

  it('owned, does not outlive an owner that is killed', async () => {
    const script = `
      const child = require('node:child_process').fork(${JSON.stringify(main)}, ['--port', '0', '--owned'], {stdio: 'ignore'});
      child.on('message', ({url}) => console.log(JSON.stringify({url, pid: child.pid})));`;
    const owner = keep(spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] }));
    const [line] = (await once(owner.stdout, 'data')) as [Buffer];
    const { url, pid } = JSON.parse(line.toString()) as { url: string; pid: number };
    const listen = await new Api(url).proxy('self', new URL(url).host);
    assert.equal((await send(`http://${listen}`, 'GET', '/proxies')).status, 200);
    owner.kill('SIGKILL');
    const alive = (): boolean => {
      try {
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    };
    await until(
      () => !alive(),
      5_000,
      () => `process ${pid} is still there`,
    );
    await assert.rejects(send(url, 'GET', '/version'), { code: 'ECONNREFUSED' });
    await assert.rejects(send(`http://${listen}`, 'GET', '/version'), { code: 'ECONNREFUSED' });
  });

  it('says what is wrong with its arguments or its port, by exit code and in words', async () => {
    const { url } = await forked();
    for (const [args, code, words] of [
      [['--port', 'x'], 2, /--port wants a whole number/],
      [['--nonsense'], 2, /nonsense/],
      [['--owned'], 2, /IPC/],
      [['--port', new URL(url).port], 4, /in use/],
    ] as const) {
      const child = keep(spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'ignore', 'pipe'] }));
      let said = '';
      child.stderr.on('data', (data: Buffer) => (said += data.toString()));
      assert.deepEqual(await once(child, 'close'), [code, null]);
      assert.match(said, words);
    }
  });
});
