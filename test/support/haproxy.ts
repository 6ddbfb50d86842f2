/**
 * A real HAProxy before a backend that can be made to fail: passive checks mark its server down, active ones mark it up again. Its own log,
 * by its own clock to the microsecond, says when. Nothing but its process is left to be ended.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './plain-target.ts';

export interface HaproxyMove {
  readonly to: 'up' | 'down';
  /** By its own clock, ms since 1970. */
  readonly wallMs: number;
}

export interface Haproxy {
  readonly stats: string;
  readonly metrics: string;
  /** Backend `payments`, server `s1`. */
  readonly moves: readonly HaproxyMove[];
  fail(): void;
  work(): void;
  untilIn(to: HaproxyMove['to'], ms?: number): Promise<void>;
  stop(): Promise<void>;
}

export async function startHaproxy(file: string): Promise<Haproxy> {
  let bad = false;
  const backend = createServer((asked, response) => {
    // The active check passes throughout, as it does where only real requests show what is wrong.
    response.writeHead(bad && asked.url !== '/health' ? 500 : 200).end();
  });
  backend.listen(0, '127.0.0.1');
  await once(backend, 'listening');
  const [front, stats] = [await freePort(), await freePort()];
  const dir = mkdtempSync(join(tmpdir(), 'chaos-haproxy-'));
  writeFileSync(
    join(dir, 'haproxy.cfg'),
    `global
  log stdout format iso local0 notice
defaults
  mode http
  log global
  timeout connect 1s
  timeout client 5s
  timeout server 5s
frontend shop
  bind 127.0.0.1:${front}
  default_backend payments
frontend stats
  bind 127.0.0.1:${stats}
  http-request use-service prometheus-exporter if { path /metrics }
  stats enable
  stats uri /stats
backend payments
  option httpchk GET /health
  default-server inter 400ms rise 2 fall 3 observe layer7 error-limit 5 on-error mark-down
  server s1 127.0.0.1:${(backend.address() as AddressInfo).port} check
`,
  );
  const child = spawn(file, ['-db', '-f', join(dir, 'haproxy.cfg')], { stdio: ['ignore', 'pipe', 'pipe'] });
  const moves: HaproxyMove[] = [];
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [, at, to] = /(\d{4}-\d\d-\d\dT[\d:.]+[+-]\d\d:\d\d).*Server payments\/s1 is (UP|DOWN)/.exec(line) ?? [];
    if (at !== undefined) moves.push({ to: to === 'UP' ? 'up' : 'down', wallMs: microseconds(at) });
  });
  const drive = setInterval(() => {
    const asked = request({ port: front, host: '127.0.0.1', agent: false }, (answer) => answer.resume());
    asked.on('error', () => {}).end();
  }, 10);
  const stop = async (): Promise<void> => {
    clearInterval(drive);
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    }
    backend.closeAllConnections();
    backend.close();
    rmSync(dir, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${stats}`;
  for (let i = 0; ; i++) {
    const answers = await fetch(`${url}/metrics`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (answers) break;
    if (i > 100 || child.exitCode !== null) {
      await stop();
      throw new Error(`haproxy is not ready: ${said}`);
    }
    await sleep(50);
  }
  return {
    stats: `${url}/stats;csv`,
    metrics: `${url}/metrics`,
    moves,
    fail: () => void (bad = true),
    work: () => void (bad = false),
    async untilIn(to, ms = 8_000) {
      const before = moves.length;
      for (let waited = 0; waited < ms; waited += 10) {
        if (moves.slice(before).some((move) => move.to === to)) return;
        await sleep(10);
      }
      throw new Error(`it was not ${to} within ${ms} ms`);
    },
    stop,
  };
}

/** `Date.parse` knows milliseconds only. */
function microseconds(iso: string): number {
  const fraction = /\.(\d+)/.exec(iso)?.[1] ?? '0';
  return Date.parse(iso.replace(/\.\d+/, '')) + Number(`0.${fraction}`) * 1_000;
}
