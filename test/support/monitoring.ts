/** Real Prometheus servers and Alertmanagers on free loopback ports, their files in a scratch folder; they end with the test's process. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createSocketServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProgram, type KeptProgram } from '../../src/run/inject/kept-program.ts';

export interface Monitor {
  readonly url: string;
  stop(): Promise<void>;
}

const readyMs = 20_000;

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createSocketServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

async function start(
  binary: string,
  files: Readonly<Record<string, string>>,
  args: (folder: string, port: number) => string[],
): Promise<Monitor> {
  const folder = mkdtempSync(join(tmpdir(), 'stampede-monitor-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const port = await freePort();
  const program: KeptProgram = await startProgram(
    { command: [binary, ...args(folder, port)], cwd: folder, log: join(folder, 'log') },
    process.env,
  );
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    await program.stop(3_000);
    rmSync(folder, { recursive: true, force: true });
  };
  for (const giveUpMs = performance.now() + readyMs; performance.now() < giveUpMs;) {
    const answers = await fetch(`${url}/-/ready`, { signal: AbortSignal.timeout(500) }).then(
      ({ status }) => status === 200,
      () => false,
    );
    if (answers) return { url, stop };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await stop();
  throw new Error(`${binary} was not ready within ${readyMs / 1_000} s`);
}

/** One gauge, `demand`, that a test sets. */
export async function startExporter(): Promise<{ readonly target: string; set(value: number): void; stop(): void }> {
  let value = 0;
  const server: Server = createServer((_, answer) => answer.end(`# TYPE demand gauge\ndemand ${value}\n`));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    target: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    set: (next) => {
      value = next;
    },
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Scrapes and evaluates several times a second: `Demanding` fires after `forText` of a demand above 5. */
export function startPrometheus(binary: string, options: { target: string; forText: string; alertmanager?: string }): Promise<Monitor> {
  const alerting = options.alertmanager
    ? `alerting: {alertmanagers: [{static_configs: [{targets: ["${new URL(options.alertmanager).host}"]}]}]}`
    : '';
  const files = {
    'prometheus.yml': `global: {scrape_interval: 200ms, scrape_timeout: 200ms, evaluation_interval: 200ms}
rule_files: [rules.yml]
${alerting}
scrape_configs: [{job_name: shop, static_configs: [{targets: ["${options.target}"]}]}]
`,
    'rules.yml': `groups:
  - name: shop
    interval: 200ms
    rules:
      - {alert: Demanding, expr: demand > 5, for: ${options.forText}, labels: {service: shop, severity: page}}
      - {alert: Elsewhere, expr: vector(1), labels: {service: other}}
`,
  };
  return start(binary, files, (folder, port) => [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--rules.alert.resend-delay=200ms',
    '--log.level=error',
  ]);
}

export function startAlertmanager(binary: string): Promise<Monitor> {
  const files = { 'alertmanager.yml': 'route: {receiver: nobody}\nreceivers: [{name: nobody}]\n' };
  return start(binary, files, (folder, port) => [
    `--config.file=${join(folder, 'alertmanager.yml')}`,
    `--storage.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--cluster.listen-address=',
    '--log.level=error',
  ]);
}
