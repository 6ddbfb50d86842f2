import type { Socket } from 'node:net';
import type { ProxyCounters } from './counters.ts';
import { Link } from './link.ts';
import type { Toxic } from './toxic.ts';

export interface ConnectionSetup {
  readonly client: Socket;
  readonly upstream: Socket;
  readonly counters: ProxyCounters;
  readonly toxics: { readonly upstream: readonly Toxic[]; readonly downstream: readonly Toxic[] };
  readonly random: () => number;
  /** Called once, when both sockets are closed. */
  readonly onClosed: () => void;
}

/**
 * A client, its upstream socket, and the two links between them. There is no half-open state: when one side ends, the
 * other is closed once what was under way to it is written, and with it the way back.
 */
export class Connection {
  readonly up: Link;
  readonly down: Link;
  readonly #client: Socket;
  readonly #upstream: Socket;
  readonly #random: () => number;
  #reset = false;

  constructor(setup: ConnectionSetup) {
    const { client, upstream, counters } = setup;
    this.#client = client;
    this.#upstream = upstream;
    this.#random = setup.random;
    this.up = new Link(client, upstream, this, setup.toxics.upstream);
    this.down = new Link(upstream, client, this, setup.toxics.downstream);
    client.on('data', (data: Buffer) => {
      counters.bytesUp += data.length;
      this.up.feed(data);
    });
    upstream.on('data', (data: Buffer) => {
      counters.bytesDown += data.length;
      this.down.feed(data);
    });
    let open = 2;
    const watch = (socket: Socket, from: Link, to: Link): void => {
      socket.on('end', () => from.sourceEnded());
      socket.on('drain', () => to.sinkDrained());
      socket.on('close', () => {
        from.sourceEnded();
        to.sinkClosed();
        open -= 1;
        if (open === 0) setup.onClosed();
      });
    };
    watch(client, this.up, this.down);
    watch(upstream, this.down, this.up);
    client.resume();
  }

  closeSocket(socket: Socket): void {
    if (this.#reset) socket.resetAndDestroy();
    else socket.destroySoon();
  }

  resetOnClose(): void {
    this.#reset = true;
  }

  random(): number {
    return this.#random();
  }

  /** Both sides at once; what was under way is lost. */
  destroy(): void {
    this.#client.destroy();
    this.#upstream.destroy();
  }
}
