/**
 * Runs of `chaos` against a service with a real breaker, or without one, behind the embedded proxy: what the tool inferred beside what the
 * process itself recorded.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Analysis } from '../../src/analysis/analysis.ts';
import type { BreakerState } from '../../src/events/breaker-state.ts';
import { openDesk, runCli } from './cli.ts';
import { freePort } from './plain-target.ts';

export interface GuardedSettings {
  readonly dependency: string;
  readonly breaker: { readonly resetMs: number } | null;
  /** The service's patience with its dependency. */
  readonly timeoutMs: number;
}

export interface TrueMove {
  readonly to: BreakerState;
  readonly wallMs: number;
}

export type BenchFault = 'hang' | 'errors' | 'refused';

export interface BenchOptions {
  readonly fault: BenchFault;
  readonly guarded: boolean;
  readonly perSecond: number;
  /** Before, of, and after the fault. */
  readonly seconds: readonly [number, number, number];
  readonly objectives?: readonly string[];
}

export interface Proven {
  readonly analysis: Analysis;
  /** On the clock of the run. */
  readonly truth: readonly { readonly to: BreakerState; readonly atMs: number }[];
}

const service = fileURLToPath(new URL('../fixtures/guarded-service.ts', import.meta.url));

/** Throws with what the tool said where it made no report. */
export async function proveOnce({ fault, guarded, perSecond, seconds, objectives = [] }: BenchOptions): Promise<Proven> {
  const dependency = await startDependency();
  const listen = `127.0.0.1:${await freePort()}`;
  const settings: GuardedSettings = { dependency: listen, breaker: guarded ? { resetMs: 2_000 } : null, timeoutMs: 400 };
  const child = fork(service, [JSON.stringify(settings)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const desk = openDesk({ STAMPEDE_TOXIPROXY: 'embedded' });
  try {
    const [port] = (await once(child, 'message')) as [number];
    const [before, during, after] = seconds;
    const switched = (to: string): string => JSON.stringify([process.execPath, '-e', `fetch('${dependency.url}/${to}', {method: 'POST'})`]);
    const kinds: Readonly<Record<BenchFault, string>> = {
      hang: 'type: timeout',
      errors: `type: command, inject: ${switched('fail')}, undo: ${switched('work')}`,
      refused: 'type: down',
    };
    const file = join(desk.dir, 'guarded.yaml');
    writeFileSync(
      file,
      `version: 1
target: http://127.0.0.1:${port}
links:
  payments: {listen: "${listen}", upstream: "${dependency.address}", protocol: http}
breakers:
  - {name: payments, preset: inferred, link: payments}
load:
  base: ${perSecond}/s
  timeout: 3s
  stages:
    - {name: before, for: ${before}s, rate: 1x}
    - {name: trouble, for: ${during}s, rate: 1x}
    - {name: after, for: ${after}s, rate: 1x}
  journeys:
    - {name: buy, weight: 9, steps: [{get: /checkout, name: checkout}]}
    - {name: look, weight: 1, steps: [{get: /, name: home}]}
faults:
  - {id: f, link: payments, ${kinds[fault]}, at: trouble, for: ${during}s}
${objectives.length === 0 ? '' : `objectives: ${JSON.stringify(objectives)}\n`}`,
    );
    const { stdout, stderr } = await runCli(['spike', file, '--json', '--quiet'], desk);
    const analysis = JSON.parse(stdout) as Analysis;
    if (analysis.run?.startedAt == null) throw new Error(`no run: ${stdout} ${stderr}`);
    const startMs = Date.parse(analysis.run.startedAt);
    child.send('tell');
    const [moves] = (await once(child, 'message')) as [TrueMove[]];
    return { analysis, truth: moves.map(({ to, wallMs }) => ({ to, atMs: wallMs - startMs })) };
  } finally {
    child.kill('SIGKILL');
    dependency.close();
    desk.remove();
  }
}

/** Answers after 20 ms, with 500 once it was told to fail. */
async function startDependency(): Promise<{ readonly url: string; readonly address: string; close(): void }> {
  let failing = false;
  const server = createServer((incoming, response) => {
    if (incoming.method === 'POST') {
      failing = incoming.url === '/fail';
      return void response.end();
    }
    const status = failing ? 500 : 200;
    setTimeout(() => response.writeHead(status).end('{}'), 20);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `http://${address}`,
    address,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
