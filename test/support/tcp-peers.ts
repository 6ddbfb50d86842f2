/** The two ends of a TCP connection under test. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A server on a free loopback port. */
export interface Peer {
  readonly address: string;
  /** Sockets that were ever accepted. */
  readonly accepted: Socket[];
  stop(): Promise<void>;
}

export async function startPeer(onSocket: (socket: Socket) => void): Promise<Peer> {
  const accepted: Socket[] = [];
  const server: Server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => {
    accepted.push(socket);
    socket.on('error', () => undefined);
    onSocket(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    accepted,
    async stop() {
      for (const socket of accepted) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Sends back what it gets, and ends when the other side does. */
export function startEcho(): Promise<Peer> {
  return startPeer((socket) => {
    socket.pipe(socket);
  });
}

/** What came in on a socket, and how it ended. */
export class Client {
  readonly socket: Socket;
  /** Each piece as it was read, and when (performance.now()). */
  readonly pieces: { readonly data: Buffer; readonly atMs: number }[] = [];
  /** `end` by FIN, else the system's code of the error. */
  endedBy: string | undefined;
  endedAtMs = Number.NaN;

  constructor(address: string) {
    const at = address.lastIndexOf(':');
    this.socket = connect({ host: address.slice(0, at), port: Number(address.slice(at + 1)), noDelay: true, allowHalfOpen: true });
    this.socket.on('data', (data: Buffer) => this.pieces.push({ data, atMs: performance.now() }));
    this.socket.on('end', () => this.#ended('end'));
    this.socket.on('error', (error: NodeJS.ErrnoException) => this.#ended(error.code ?? error.message));
  }

  get received(): Buffer {
    return Buffer.concat(this.pieces.map(({ data }) => data));
  }

  async connected(): Promise<this> {
    if (this.socket.connecting) await once(this.socket, 'connect');
    return this;
  }

  /** Waits until so many bytes are there in all. */
  async bytes(count: number, withinMs = 5_000): Promise<Buffer> {
    await until(
      () => this.received.length >= count,
      withinMs,
      () => `${this.received.length} of ${count} bytes came, ended by ${this.endedBy}`,
    );
    return this.received;
  }

  /** Waits for the end; says by what. */
  async ended(withinMs = 5_000): Promise<string> {
    await until(
      () => this.endedBy !== undefined,
      withinMs,
      () => 'the connection is still open',
    );
    return this.endedBy ?? '';
  }

  /** Sends and waits for as many bytes to come back; ms it took. */
  async roundTrip(text = 'ping'): Promise<number> {
    const before = this.received.length;
    const sentMs = performance.now();
    this.socket.write(text);
    await this.bytes(before + text.length);
    return (this.pieces.at(-1)?.atMs ?? Number.NaN) - sentMs;
  }

  close(): void {
    this.socket.destroy();
  }

  #ended(by: string): void {
    this.endedBy ??= by;
    if (Number.isNaN(this.endedAtMs)) this.endedAtMs = performance.now();
  }
}

/** Polls every millisecond. */
export async function until(done: () => boolean, withinMs: number, otherwise: () => string): Promise<void> {
  const begunMs = performance.now();
  while (!done()) {
    if (performance.now() - begunMs > withinMs) throw new Error(`not within ${withinMs} ms: ${otherwise()}`);
    await pause(1);
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
