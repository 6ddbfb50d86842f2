/** A Toxiproxy-compatible server under measurement: a process of its own, reached through its API alone. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';

const startMs = 10_000;

export interface ProxyServer {
  readonly pid: number;
  /** Where the new proxy listens. */
  addProxy(name: string, upstreamPort: number): Promise<number>;
  /** Puts the toxic on, acts, and takes it off. */
  withToxic<T>(proxy: string, type: string, attributes: Readonly<Record<string, number>>, act: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** `args` without the address. Throws when it does not answer in time. */
export async function startProxyServer(command: string, args: readonly string[], port: number, hostFlag: string): Promise<ProxyServer> {
  const child = spawn(command, [...args, `${hostFlag}host`, '127.0.0.1', `${hostFlag}port`, String(port)], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  const kill = (): unknown => child.kill('SIGKILL');
  process.once('exit', kill);
  await answering(child, url);
  return {
    pid: child.pid as number,
    addProxy: async (name, upstreamPort) => {
      const made = await call(url, 'POST', '/proxies', { name, listen: '127.0.0.1:0', upstream: `127.0.0.1:${upstreamPort}` });
      return Number((made as { listen: string }).listen.split(':').at(-1));
    },
    withToxic: async (proxy, type, attributes, act) => {
      await call(url, 'POST', `/proxies/${proxy}/toxics`, { name: 'bench', type, attributes });
      try {
        return await act();
      } finally {
        await call(url, 'DELETE', `/proxies/${proxy}/toxics/bench`);
      }
    },
    close: async () => {
      process.off('exit', kill);
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}

async function answering(child: ChildProcess, url: string): Promise<void> {
  const deadline = performance.now() + startMs;
  while (child.exitCode === null && performance.now() < deadline) {
    try {
      await call(url, 'GET', '/version');
      return;
    } catch {
      await wait(25);
    }
  }
  child.kill('SIGKILL');
  throw new Error(`${child.spawnargs.join(' ')} does not answer on ${url}`);
}

async function call(url: string, method: string, path: string, body?: unknown): Promise<unknown> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const response = await fetch(url + path, { ...init, signal: AbortSignal.timeout(startMs) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}
