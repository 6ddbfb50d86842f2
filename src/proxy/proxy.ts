import type { Server, Socket } from 'node:net';
import { resolveAddress, splitAddress, writeAddress } from './address.ts';
import { Connection } from './connection.ts';
import { noCounts, type ProxyCounters } from './counters.ts';
import { acceptedEnd, dialEnd, type End } from './end.ts';
import { HttpLink } from './http/http-link.ts';
import { encodeString } from './json/encode.ts';
import { openListener } from './listener.ts';
import type { Metrics } from './metrics.ts';
import { seedOf } from './random.ts';
import type { Toxic } from './toxic.ts';

/** What a client asks a proxy to be. */
export interface ProxySpec {
  readonly listen: string;
  readonly upstream: string;
  readonly enabled: boolean;
}

/** A listener in front of an upstream, its toxics and its connections. Toxics outlive being disabled. */
export class Proxy {
  readonly name: string;
  readonly counters: ProxyCounters = noCounts();
  /** Where the link is read as HTTP. */
  readonly http: HttpLink;
  #listen: string;
  #upstream: string;
  #server: Server | undefined;
  #seed: number;
  /** Connections since the seed was set. */
  #drawn = 0;
  readonly #metrics: Metrics | undefined;
  readonly #toxics: { upstream: Toxic[]; downstream: Toxic[] } = { upstream: [], downstream: [] };
  readonly #connections = new Set<Connection>();
  /** Both sockets of those whose upstream has not answered yet. */
  readonly #dialling = new Set<Socket>();

  constructor(name: string, listen: string, upstream: string, seed: number, metrics?: Metrics) {
    this.name = name;
    this.#listen = listen;
    this.#upstream = upstream;
    this.#seed = seed;
    this.http = new HttpLink(this.counters, seed);
    this.#metrics = metrics;
  }

  /** Where it listens, or would. */
  get listen(): string {
    return this.#listen;
  }

  get upstream(): string {
    return this.#upstream;
  }

  get enabled(): boolean {
    return this.#server !== undefined;
  }

  /** Connections that are open, those whose upstream has not answered yet among them. */
  get open(): number {
    return this.#connections.size + this.#dialling.size / 2;
  }

  get seed(): number {
    return this.#seed;
  }

  /** From now on the n-th connection has the draws, of toxicity and of jitter, that this seed gives to the n-th. */
  set seed(seed: number) {
    this.#seed = seed;
    this.#drawn = 0;
    this.http.seed(seed);
  }

  /** Those of the upstream direction first, each direction in the order they were added: the order on the wire. */
  get toxics(): readonly Toxic[] {
    return [...this.#toxics.upstream, ...this.#toxics.downstream];
  }

  /** Opens the listener; from then on `listen` is the resolved address, and the same port is taken when it starts again. Throws AddressError. */
  async start(): Promise<void> {
    if (this.#server !== undefined) return;
    const opened = await openListener(this.#listen, (client) => this.#accept(client));
    this.#server = opened.server;
    this.#listen = opened.listen;
  }

  /** Closes the listener first, so that new connections are refused, then every connection; what was under way is lost. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of this.#dialling) socket.destroy();
    for (const connection of this.#connections) connection.destroy();
    await closed;
  }

  /** True when the proxy would have to be restarted to become this. Throws AddressError for a `listen` that can't be resolved. */
  async differs(listen: string, upstream: string): Promise<boolean> {
    const resolved = writeAddress(await resolveAddress(listen));
    return this.#listen !== resolved || this.#upstream !== upstream;
  }

  /** Becomes what is asked; what is not given stays. A change of address drops all connections. Throws AddressError; a proxy that could not restart is left disabled, at its new address. */
  async update(wanted: Partial<ProxySpec>): Promise<void> {
    const enabled = wanted.enabled ?? this.enabled;
    const listen = wanted.listen ?? this.#listen;
    const upstream = wanted.upstream ?? this.#upstream;
    if (await this.differs(listen, upstream)) {
      await this.stop();
      this.#listen = listen;
      this.#upstream = upstream;
    }
    if (enabled) await this.start();
    else await this.stop();
  }

  toxicNamed(name: string): Toxic | undefined {
    return this.toxics.find((toxic) => toxic.name === name);
  }

  /** On every live connection when this returns. */
  addToxic(toxic: Toxic): void {
    this.#toxics[toxic.stream].push(toxic);
    for (const connection of this.#connections) linkOf(connection, toxic).add(toxic);
  }

  /** The toxic's values were changed: carries that to every live connection. */
  async updateToxic(toxic: Toxic): Promise<void> {
    await Promise.all([...this.#connections].map((connection) => linkOf(connection, toxic).update(toxic)));
  }

  async removeToxic(toxic: Toxic): Promise<void> {
    this.#toxics[toxic.stream] = this.#toxics[toxic.stream].filter((other) => other !== toxic);
    await Promise.all([...this.#connections].map((connection) => linkOf(connection, toxic).remove(toxic)));
  }

  /** As it stands on the wire; clients expect the empty `Logger` to be there. */
  encode(): string {
    return (
      `{"name":${encodeString(this.name)},"listen":${encodeString(this.#listen)},"upstream":${encodeString(this.#upstream)},` +
      `"enabled":${this.enabled},"Logger":{},"toxics":[${this.toxics.map((toxic) => toxic.encode()).join(',')}]}`
    );
  }

  /** Returns at once, however long the upstream takes to answer: others are accepted meanwhile. */
  #accept(accepted: Socket): void {
    this.counters.connections += 1;
    accepted.on('error', ignore);
    const seed = seedOf(this.#seed, this.#drawn++);
    const upstream = this.#server === undefined ? undefined : this.#dial();
    if (upstream === undefined) {
      if (this.#server !== undefined) this.counters.refusedUpstream += 1;
      accepted.destroy();
      return;
    }
    const client = acceptedEnd(accepted);
    const pair = [client.socket, upstream.socket];
    for (const socket of pair) {
      socket.on('error', ignore);
      this.#dialling.add(socket);
    }
    const settle = (): void => pair.forEach((socket) => this.#dialling.delete(socket));
    const fail = (refused: boolean): void => {
      if (refused) this.counters.refusedUpstream += 1;
      settle();
      pair.forEach((socket) => socket.destroy());
    };
    upstream.socket.once('close', fail);
    upstream.socket.once('connect', () => {
      settle();
      upstream.socket.off('close', fail);
      const conversation = this.http.isOpen ? this.http.begin(client.socket, upstream.socket) : undefined;
      this.#metrics?.count({ listener: this.#listen, proxy: this.name, upstream: this.#upstream }, client.socket, upstream.socket);
      const connection: Connection = new Connection({
        client,
        upstream,
        counters: this.counters,
        toxics: this.#toxics,
        seed,
        conversation,
        onClosed: () => {
          this.#connections.delete(connection);
          if (conversation !== undefined) this.http.end(conversation);
        },
      });
      this.#connections.add(connection);
    });
  }

  /** Undefined when the upstream is no address: then a client is hung up on, as when nobody answers there. */
  #dial(): End | undefined {
    try {
      return dialEnd(splitAddress(this.#upstream));
    } catch {
      return undefined;
    }
  }
}

function linkOf(connection: Connection, toxic: Toxic): Connection['up'] {
  return toxic.stream === 'upstream' ? connection.up : connection.down;
}

/** A socket's error is followed by its close, which is what counts. */
function ignore(): void {}
