/**
 * A process of its own that keeps a toxiproxy-server for the tool: `keeper BINARY`. It starts the server on a free loopback port, says
 * where over IPC, and ends the server when the channel closes, so that the server never outlives the tool, however that dies.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const attempts = 5;
const readyMs = 5_000;

interface Kept {
  readonly server: ChildProcess;
  readonly url: string;
}

let current: ChildProcess | undefined;
let ending = false;

async function start(binary: string): Promise<Kept> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const { server, output } = launch(binary, port);
    const problem = await ready(server, port, output);
    if (problem === null) return { server, url: `http://127.0.0.1:${port}` };
    server.kill('SIGKILL');
    // Between our look and its start somebody may have taken the port.
    if (attempt >= attempts || !/address already in use/.test(problem)) throw new Error(problem);
  }
}

function launch(binary: string, port: number): { server: ChildProcess; output: () => string } {
  let text = '';
  const server = spawn(binary, ['-host', '127.0.0.1', '-port', String(port), '-proxy-metrics'], { stdio: ['ignore', 'pipe', 'pipe'] });
  current = server;
  // Read for as long as it lives: a server that writes into a closed pipe is killed by it.
  for (const stream of [server.stdout, server.stderr]) {
    stream?.setEncoding('utf8').on('data', (more: string) => {
      text = (text + more).slice(-2_000);
    });
  }
  return { server, output: () => text };
}

/** null once it answers; else what it said. A server whose port is taken says so in its log and lives on. */
async function ready(server: ChildProcess, port: number, output: () => string): Promise<string | null> {
  let ended: string | undefined;
  server.once('error', (error) => (ended = error.message));
  server.once('exit', (code, signal) => (ended = `it ended with ${signal ?? `code ${code}`}`));
  for (let waitedMs = 0; waitedMs < readyMs; waitedMs += 15) {
    if (await answers(port)) {
      // Whoever answers may be another one on the same port: ours would have said so by now.
      await sleep(30);
      if (ended === undefined && !/"level":"(error|fatal)"/.test(output())) return null;
    }
    if (ended !== undefined) return `${ended}: ${output().trim()}`;
    if (/address already in use/.test(output())) return output().trim();
    await sleep(15);
  }
  return `it does not answer after ${readyMs / 1_000} s: ${output().trim()}`;
}

async function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path: '/version', agent: false, timeout: 500 }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
  });
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

async function end(code: number): Promise<void> {
  if (ending) return;
  ending = true;
  const server = current;
  if (server !== undefined && server.exitCode === null && server.signalCode === null && server.pid !== undefined) {
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGTERM');
    const timer = setTimeout(() => server.kill('SIGKILL'), 500);
    await gone;
    clearTimeout(timer);
  }
  process.exit(code);
}

async function main(): Promise<void> {
  process.on('SIGINT', () => {});
  process.on('SIGHUP', () => {});
  process.on('SIGTERM', () => void end(0));
  process.on('disconnect', () => void end(0));
  try {
    const { server, url } = await start(process.argv[2] ?? 'toxiproxy-server');
    server.once('exit', () => void end(1));
    if (!process.connected) return await end(0);
    process.send?.({ type: 'listening', url, pid: server.pid });
  } catch (error) {
    if (process.connected)
      process.send?.({ type: 'failed', message: error instanceof Error ? error.message : String(error) }, () => void end(1));
    else await end(1);
  }
}

await main();
