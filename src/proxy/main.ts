/**
 * The server as a program of its own:
 * `node main.ts --host 127.0.0.1 --port 0 [--config FILE] [--seed N] [--proxy-metrics] [--runtime-metrics] [--owned]`.
 * Started with an IPC channel it reports {type: 'listening', url, proxies} or {type: 'failed', message, error} there, else it prints
 * one line. Owned, it lives no longer than the process that started it, however that one ends: the channel closes and it undoes
 * everything by ending.
 */
import { parseArgs } from 'node:util';
import { at, ChaosError, messageOf } from '../errors.ts';
import { readConfig } from './config.ts';
import { startServer, type RunningServer, type ServerOptions } from './server.ts';

/** Within a second, whatever is open. */
const patienceMs = 700;

interface Arguments extends ServerOptions {
  readonly owned: boolean;
  readonly config: string | undefined;
}

function readArguments(): Arguments {
  try {
    const { values } = parseArgs({
      options: {
        host: { type: 'string', default: '127.0.0.1' },
        port: { type: 'string', default: '8474' },
        config: { type: 'string' },
        seed: { type: 'string' },
        'proxy-metrics': { type: 'boolean', default: false },
        'runtime-metrics': { type: 'boolean', default: false },
        owned: { type: 'boolean', default: false },
      },
    });
    const { host, config, owned } = values;
    const port = whole('--port', values.port, 65_535);
    const seed = values.seed === undefined ? {} : { seed: whole('--seed', values.seed, 2 ** 32 - 1) };
    if (owned && process.send === undefined) throw new Error('--owned needs an IPC channel to the process that owns it');
    return { host, port, config, ...seed, metrics: { proxies: values['proxy-metrics'], runtime: values['runtime-metrics'] }, owned };
  } catch (error) {
    throw new ChaosError('USAGE', messageOf(error), 'main --host HOST --port PORT [--config FILE] [--seed N] [--owned]', { cause: error });
  }
}

function whole(flag: string, text: string, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > most) throw new Error(`${flag} wants a whole number up to ${most}, got "${text}"`);
  return value;
}

/** Ends the process with 0 when all is closed, or after a while all the same. */
function leave(server: RunningServer): void {
  setTimeout(() => process.exit(0), patienceMs).unref();
  void server.close().finally(() => process.exit(0));
}

async function main(): Promise<void> {
  const { owned, config, ...options } = readArguments();
  // A terminal's Ctrl-C goes to the whole group, and the owner needs this server to take its faults back.
  if (owned) process.on('SIGINT', () => undefined);
  const server = await startServer({ ...options, proxies: config === undefined ? [] : readConfig(config) });
  const end = (): void => leave(server);
  process.once('SIGTERM', end);
  if (owned) {
    process.once('disconnect', end);
    if (!process.connected) end();
  } else process.once('SIGINT', end);
  if (process.send === undefined) process.stdout.write(`toxiproxy-compatible server on ${server.url}\n`);
  else process.send({ type: 'listening', url: server.url, proxies: server.proxies });
}

/** In words, and to whoever started it with a channel as an error that can be thrown again. */
function fail({ code, message, hint, where, problems, exit }: ChaosError): void {
  const lines = [
    `${where ? `${at(where)}: ` : ''}${message}`,
    ...problems.map((problem) => `  ${problem.where ? `${at(problem.where)}: ` : ''}${problem.message}`),
    hint,
  ];
  process.stderr.write(`${lines.join('\n')}\n`);
  if (process.send === undefined) process.exit(exit);
  process.send({ type: 'failed', message, error: { code, message, hint, where, problems } }, () => process.exit(exit));
}

try {
  await main();
} catch (error) {
  fail(error instanceof ChaosError ? error : new ChaosError('INTERNAL', messageOf(error), 'please report it', { cause: error }));
}
