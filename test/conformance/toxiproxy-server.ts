/** A server that speaks Toxiproxy's wire, however it is started, and a client that shows every byte of its answers. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request, type IncomingHttpHeaders } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { startServer, type ServerOptions } from '../../src/proxy/server.ts';
import { freePort } from '../support/tcp-peers.ts';

export interface Started {
  readonly url: string;
  stop(): Promise<void>;
}

export interface ServerUnderTest {
  readonly name: string;
  start(): Promise<Started>;
}

export const embedded = embeddedWith({});

export function embeddedWith(options: Partial<ServerOptions>): ServerUnderTest {
  return {
    name: 'the embedded server',
    async start() {
      const server = await startServer({ host: '127.0.0.1', port: 0, seed: 1, ...options });
      return { url: server.url, stop: () => server.close() };
    },
  };
}

export function realToxiproxy(path: string, flags: readonly string[] = []): ServerUnderTest {
  return {
    name: 'toxiproxy-server',
    async start() {
      const port = await freePort();
      const child = spawn(path, ['-host', '127.0.0.1', '-port', String(port), ...flags], { stdio: 'ignore' });
      const url = `http://127.0.0.1:${port}`;
      for (let tries = 0; ; tries++) {
        try {
          await send(url, 'GET', '/version');
          break;
        } catch (error) {
          if (tries > 200) throw error;
          await pause(25);
        }
      }
      return {
        url,
        async stop() {
          const gone = once(child, 'exit');
          child.kill('SIGKILL');
          await gone;
        },
      };
    },
  };
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** The path goes on the wire as it is given. */
export function send(
  url: string,
  method: string,
  path: string,
  body?: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const call = request({ hostname, port, method, path, agent: false, headers: { ...headers, ...length } }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
      response.on('error', reject);
    });
    call.on('error', reject);
    call.end(body);
  });
}

/** Calls for tests of what the proxies do: each must be answered with a 2xx. */
export class Api {
  url: string;

  constructor(url: string) {
    this.url = url;
  }

  async call(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
    const reply = await send(this.url, method, path, body === undefined ? undefined : JSON.stringify(body));
    assert.ok(reply.status >= 200 && reply.status < 300, `${method} ${path}: ${reply.status} ${reply.body}`);
    return reply.body === '' ? {} : (JSON.parse(reply.body) as Record<string, unknown>);
  }

  /** Where the new proxy listens. */
  async proxy(name: string, upstream: string, listen = '127.0.0.1:0'): Promise<string> {
    return String((await this.call('POST', '/proxies', { name, upstream, listen }))['listen']);
  }

  async toxic(proxy: string, toxic: Record<string, unknown>): Promise<void> {
    await this.call('POST', `/proxies/${proxy}/toxics`, toxic);
  }

  async patch(path: string, body: unknown): Promise<void> {
    await this.call('PATCH', path, body);
  }

  async remove(path: string): Promise<void> {
    await this.call('DELETE', path);
  }
}
