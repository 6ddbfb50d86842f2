import type { Socket } from 'node:net';
import type { ProxyCounters } from './counters.ts';
import type { Direction } from './direction.ts';
import type { End } from './end.ts';
import type { Conversation } from './http/conversation.ts';
import { Link } from './link.ts';
import type { Toxic } from './toxic.ts';

export interface ConnectionSetup {
  readonly client: End;
  readonly upstream: End;
  readonly counters: ProxyCounters;
  readonly toxics: { readonly upstream: readonly Toxic[]; readonly downstream: readonly Toxic[] };
  /** What all draws on this connection are made from. */
  readonly seed: number;
  /** Of a link that is read as HTTP. */
  readonly conversation: Conversation | undefined;
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
  readonly seed: number;
  readonly #client: Socket;
  readonly #upstream: Socket;
  #reset = false;

  constructor(setup: ConnectionSetup) {
    const { client, upstream, counters, conversation } = setup;
    this.#client = client.socket;
    this.#upstream = upstream.socket;
    this.seed = setup.seed;
    this.up = new Link(conversation?.client ?? this.#client, this.#upstream, this, setup.toxics.upstream);
    this.down = new Link(conversation?.upstream ?? this.#upstream, this.#client, this, setup.toxics.downstream);
    const { up, down } = conversation?.before(this.up, this.down, () => this.#countRequest()) ?? this;
    client.intake.onData = (data) => {
      counters.bytesUp += data.length;
      return up.feed(data);
    };
    upstream.intake.onData = (data) => {
      counters.bytesDown += data.length;
      return down.feed(data);
    };
    let open = 2;
    const watch = (socket: Socket, from: Direction, to: Direction): void => {
      socket.on('end', () => from.sourceEnded());
      socket.on('drain', () => to.sinkDrained());
      socket.on('close', () => {
        from.sourceEnded();
        to.sinkClosed();
        open -= 1;
        if (open === 0) setup.onClosed();
      });
    };
    watch(this.#client, up, down);
    watch(this.#upstream, down, up);
    this.up.open();
    this.down.open();
  }

  closeSocket(socket: Socket): void {
    if (this.#reset) socket.resetAndDestroy();
    else socket.destroySoon();
  }

  resetOnClose(): void {
    this.#reset = true;
  }

  /** Both sides at once; what was under way is lost. */
  destroy(): void {
    this.#client.destroy();
    this.#upstream.destroy();
  }

  #countRequest(): void {
    this.up.countRequest();
    this.down.countRequest();
  }
}
