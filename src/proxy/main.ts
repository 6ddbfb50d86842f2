/**
 * The server as a program of its own: `node main.ts --host 127.0.0.1 --port 0 [--seed N] [--owned]`.
 * Started with an IPC channel it reports {type: 'listening', url} there, else it prints one line. Owned, it lives no
 * longer than the process that started it, however that one ends: the channel closes and it undoes everything by ending.
 */
import { parseArgs } from 'node:util';
import { ChaosError, messageOf } from '../errors.ts';
import { startServer, type RunningServer, type ServerOptions } from './server.ts';

function readArguments(): ServerOptions & { readonly owned: boolean } {
  try {
    const { values } = parseArgs({
      options: {
        host: { type: 'string', default: '127.0.0.1' },
        port: { type: 'string', default: '8474' },
        seed: { type: 'string' },
        owned: { type: 'boolean', default: false },
      },
    });
    const host = values.host;
    const port = whole('--port', values.port, 65_535);
    const seed = values.seed === undefined ? {} : { seed: whole('--seed', values.seed, 2 ** 32 - 1) };
    if (values.owned && process.send === undefined) throw new Error('--owned needs an IPC channel to the process that owns it');
    return { host, port, ...seed, owned: values.owned };
  } catch (error) {
    throw new ChaosError('USAGE', messageOf(error), 'main --host HOST --port PORT [--seed N] [--owned]', { cause: error });
  }
}

function whole(flag: string, text: string, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > most) throw new Error(`${flag} wants a whole number up to ${most}, got "${text}"`);
  return value;
}

/** Ends the process with 0 when all is closed, or after a second all the same. */
function leave(server: RunningServer): void {
  setTimeout(() => process.exit(0), 1_000).unref();
  void server.close().finally(() => process.exit(0));
}

async function main(): Promise<void> {
  const { owned, ...options } = readArguments();
  // A terminal's Ctrl-C goes to the whole group, and the owner needs this server to take its faults back.
  if (owned) process.on('SIGINT', () => undefined);
  const server = await startServer(options);
  const end = (): void => leave(server);
  process.once('SIGTERM', end);
  if (owned) {
    process.once('disconnect', end);
    if (!process.connected) end();
  } else process.once('SIGINT', end);
  if (process.send === undefined) process.stdout.write(`toxiproxy-compatible server on ${server.url}\n`);
  else process.send({ type: 'listening', url: server.url });
}

try {
  await main();
} catch (error) {
  const known = error instanceof ChaosError ? error : new ChaosError('INTERNAL', messageOf(error), 'please report it', { cause: error });
  process.stderr.write(`${known.message}\n${known.hint}\n`);
  process.exit(known.exit);
}
