/**
 * The one channel through which a running run takes commands: a local socket, one JSON object a line each way.
 * The panel's keys, `chaos abort` from another terminal and scripts are all clients of it.
 */
import { chmodSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { createInterface, type Interface } from 'node:readline';
import { ChaosError, messageOf } from '../errors.ts';

export const commands = ['abort', 'note', 'status', 'hold', 'release', 'inject', 'clear', 'confirm'] as const;

export interface ControlRequest {
  readonly do: (typeof commands)[number];
  /** Who asks: `panel`, `chaos abort`, ... */
  readonly from: string;
  /** A note's text, the reason of an abort, the fault of inject and clear. */
  readonly text?: string;
}

export type ControlReply =
  | { readonly ok: true; readonly text: string; readonly status?: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly text: string };

export interface ControlSocket {
  close(): Promise<void>;
}

const longestRequest = 64 * 1024;
const longestName = 100;

/** Listens on `path` (mode 0600). A request that can't be read or carried out is answered, never fatal. */
export async function serveControl(
  path: string,
  answer: (request: ControlRequest) => Promise<ControlReply> | ControlReply,
): Promise<ControlSocket> {
  rmSync(path, { force: true });
  const clients = new Set<Socket>();
  const server = createServer((client) => {
    clients.add(client);
    client.on('error', () => client.destroy());
    client.on('close', () => clients.delete(client));
    let seen = 0;
    client.on('data', (chunk: Buffer) => {
      seen = chunk.includes(10) ? chunk.length - chunk.lastIndexOf(10) : seen + chunk.length;
      if (seen > longestRequest) client.destroy();
    });
    linesOf(client).on('line', (line) => {
      void replyTo(line, answer).then((reply) => client.writable && client.write(`${JSON.stringify(reply)}\n`));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  // Out of file descriptors there is a client less, and not a run less.
  server.on('error', () => {});
  chmodSync(path, 0o600);
  server.unref();
  return {
    close() {
      for (const client of clients) client.end();
      return new Promise((resolve) => {
        server.close(() => {
          rmSync(path, { force: true });
          resolve();
        });
        // A client that does not hang up must not keep the run from ending.
        setTimeout(() => {
          for (const client of clients) client.destroy();
        }, 200).unref();
      });
    },
  };
}

async function replyTo(line: string, answer: (request: ControlRequest) => Promise<ControlReply> | ControlReply): Promise<ControlReply> {
  try {
    const request = readRequest(JSON.parse(line));
    if (request === undefined) return { ok: false, text: `a request is a JSON object with "do": one of ${commands.join(', ')}` };
    return await answer(request);
  } catch (error) {
    return { ok: false, text: messageOf(error) };
  }
}

/** What comes over the socket is anybody's text: only what is known goes on, and no longer than makes sense. */
function readRequest(value: unknown): ControlRequest | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { do: what, from, text } = value as Record<string, unknown>;
  const command = commands.find((known) => known === what);
  if (command === undefined) return undefined;
  return {
    do: command,
    from: typeof from === 'string' ? from.slice(0, longestName) : 'unknown',
    ...(typeof text === 'string' ? { text } : {}),
  };
}

/** readline passes a socket's errors on as its own, and an error nobody hears would end the program. */
function linesOf(socket: Socket): Interface {
  const lines = createInterface({ input: socket });
  lines.on('error', () => {});
  return lines;
}

/** RUN_NOT_ANSWERING; `silent` where a run holds the socket open and says nothing in time, so that it may hang. */
export class RunNotAnswering extends ChaosError {
  readonly silent: boolean;

  constructor(why: string, silent: boolean) {
    super(
      'RUN_NOT_ANSWERING',
      `the run does not answer on its socket: ${why}`,
      "if its process is gone, 'chaos recover' undoes what it left",
    );
    this.silent = silent;
  }
}

/** Sends one request and waits for its answer. Throws RunNotAnswering when nobody answers within `timeoutMs`. */
export async function askRun(path: string, request: ControlRequest, timeoutMs = 1_500): Promise<ControlReply> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    const fail = (why: string, silent = false): void => {
      socket.destroy();
      reject(new RunNotAnswering(why, silent));
    };
    const timer = setTimeout(() => fail(`nothing within ${timeoutMs} ms`, true), timeoutMs);
    socket.on('error', (error) => {
      clearTimeout(timer);
      fail(messageOf(error));
    });
    socket.on('close', () => {
      clearTimeout(timer);
      fail('it hung up');
    });
    socket.on('connect', () => socket.write(`${JSON.stringify(request)}\n`));
    linesOf(socket).once('line', (line) => {
      clearTimeout(timer);
      socket.end();
      try {
        resolve(JSON.parse(line) as ControlReply);
      } catch (error) {
        fail(messageOf(error));
      }
    });
  });
}
