import type { Socket } from 'node:net';
import type { Direction, Source } from './direction.ts';
import { Stage, type Surroundings } from './stage.ts';
import type { Toxic } from './toxic.ts';
import type { Chunk } from './toxics/toxic-kind.ts';

/** Toxics see data in pieces of at most this size; a chunk is what they count, delay and drop. */
const chunkBytes = 32 * 1024;
/** Less than this is rather copied than left in the buffer it was read into. */
const copiedBytes = 16 * 1024;

/** What a link asks of the connection it is half of. */
export interface LinkOwner {
  /** Closes a socket after what was written to it is sent. */
  closeSocket(socket: Socket): void;
  /** Sockets are to be closed by RST from now on. */
  resetOnClose(): void;
  /** What the draws of its toxics are made from. */
  readonly seed: number;
}

/**
 * One direction of a connection: source -> toxics in order -> sink. Without an active toxic, bytes go straight from
 * socket to socket. Back-pressure runs the other way: a full sink or a toxic that holds its chunk pauses the source.
 */
export class Link implements Direction, Surroundings {
  readonly #source: Source;
  readonly #sink: Socket;
  readonly #owner: LinkOwner;
  #stages: Stage[] = [];
  /** The active ones, in order. */
  #chain: Stage[] = [];
  #sinkEnded = false;
  #sourceEnded = false;

  constructor(source: Source, sink: Socket, owner: LinkOwner, toxics: readonly Toxic[]) {
    this.#source = source;
    this.#sink = sink;
    this.#owner = owner;
    this.#stages = toxics.map((toxic) => new Stage(toxic, this));
    for (const stage of this.#stages) if (stage.wanted) stage.start();
    this.#chain = this.#stages.filter((stage) => stage.active);
  }

  /** Begins to read. */
  open(): void {
    this.#regulate();
  }

  /** Data came from the source. True when the sink could not take all of them at once, and so still needs them. */
  feed(data: Buffer): boolean {
    const first = this.#chain[0];
    if (first === undefined) {
      // Behind others they wait in a copy of their own size: many small ones must not keep as many whole buffers.
      const copied = this.#sink.writableLength > 0 && data.length < copiedBytes;
      this.#write(copied ? Buffer.from(data) : data);
      if (this.#sink.writableLength === 0) return false;
      this.#regulate();
      return !copied;
    }
    const atMs = performance.now();
    const held = Buffer.from(data);
    for (let from = 0; from < held.length; from += chunkBytes) first.accept({ data: held.subarray(from, from + chunkBytes), atMs });
    if (first.inbox.full) this.#source.pause();
    return false;
  }

  /** The source will send no more. */
  sourceEnded(): void {
    if (this.#sourceEnded) return;
    this.#sourceEnded = true;
    const first = this.#chain[0];
    if (first === undefined) this.#endSink();
    else first.acceptEnd();
  }

  /** The sink has room again. */
  sinkDrained(): void {
    const last = this.#chain.at(-1);
    if (last === undefined) this.#source.resume();
    else last.notify('room');
  }

  /** The sink is gone: nothing can be delivered any more. */
  sinkClosed(): void {
    this.#sinkEnded = true;
    for (const stage of this.#stages) stage.discard();
    // What still comes is read and dropped, so that the source's end is seen.
    this.#source.resume();
  }

  add(toxic: Toxic): void {
    const stage = new Stage(toxic, this);
    this.#stages.push(stage);
    // Nothing passes any more where the sink has ended: a toxic would only set timers.
    if (stage.wanted && !this.#sinkEnded) stage.start();
    this.#rechain();
  }

  /** The toxic's attributes or toxicity changed: what it holds is released, and it begins again. */
  async update(toxic: Toxic): Promise<void> {
    const stage = this.#stageOf(toxic);
    if (stage === undefined) return;
    if (stage.active) await stage.halt();
    if (stage.wanted) stage.start();
    else if (stage.active) stage.release();
    this.#rechain();
  }

  /** What the toxic and its inbox hold is released, in order. */
  async remove(toxic: Toxic): Promise<void> {
    const stage = this.#stageOf(toxic);
    if (stage === undefined) return;
    if (stage.active) await stage.halt();
    if (toxic.kind.closesOnRemoval) stage.close();
    else if (stage.active) stage.release();
    this.#stages = this.#stages.filter((other) => other !== stage);
    this.#rechain();
  }

  /** A request began on the connection while these toxics are on it. */
  countRequest(): void {
    for (const { toxic } of this.#chain) toxic.counters.requests = (toxic.counters.requests ?? 0) + 1;
  }

  forward(from: Stage, chunk: Chunk): void {
    const next = this.#after(from);
    if (next === undefined) this.#write(chunk.data);
    else next.accept(chunk);
  }

  end(from: Stage): void {
    const next = this.#after(from);
    if (next === undefined) this.#endSink();
    else next.acceptEnd();
  }

  blocked(from: Stage): boolean {
    const next = this.#after(from);
    return next === undefined ? this.#sinkBlocked() : next.inbox.full;
  }

  tookFrom(stage: Stage): void {
    const at = this.#chain.indexOf(stage);
    if (at > 0) this.#chain[at - 1]?.notify('room');
    else if (at === 0 && !stage.inbox.full) this.#source.resume();
  }

  resetOnClose(): void {
    this.#owner.resetOnClose();
  }

  get seed(): number {
    return this.#owner.seed;
  }

  #stageOf(toxic: Toxic): Stage | undefined {
    return this.#stages.find((stage) => stage.toxic === toxic);
  }

  /** The next active stage, also as seen from one that is not in the chain. */
  #after(from: Stage): Stage | undefined {
    return this.#stages.slice(this.#stages.indexOf(from) + 1).find((stage) => stage.active);
  }

  #rechain(): void {
    this.#chain = this.#stages.filter((stage) => stage.active);
    this.#regulate();
    for (const stage of this.#chain) stage.notify('room');
  }

  /** Reads on, or not, as there is room. */
  #regulate(): void {
    const first = this.#chain[0];
    const paused = first === undefined ? this.#sinkBlocked() : first.inbox.full;
    if (paused) this.#source.pause();
    else if (this.#source.isPaused()) this.#source.resume();
  }

  #sinkBlocked(): boolean {
    return !this.#sinkEnded && this.#sink.writableNeedDrain;
  }

  #write(data: Buffer): void {
    if (!this.#sinkEnded) this.#sink.write(data);
  }

  #endSink(): void {
    if (this.#sinkEnded) return;
    this.#sinkEnded = true;
    this.#owner.closeSocket(this.#sink);
  }
}
