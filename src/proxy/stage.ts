import { Inbox } from './inbox.ts';
import { seededRandom, seedOf } from './random.ts';
import type { Toxic } from './toxic.ts';
import { leastSleepMs, type Chunk, type Passage, type Received } from './toxics/toxic-kind.ts';

/** Longer timers overflow and fire at once. */
const longestTimerMs = 2 ** 31 - 1;

/** What a stage stands in: one direction of one connection. */
export interface Surroundings {
  /** Hands a chunk to what comes after the stage. */
  forward(from: Stage, chunk: Chunk): void;
  /** The stream ends after the stage. */
  end(from: Stage): void;
  /** True while what comes after the stage has no room. */
  blocked(from: Stage): boolean;
  /** The stage took something from its inbox. */
  tookFrom(stage: Stage): void;
  /** The connection shall end by RST from now on. */
  resetOnClose(): void;
  /** The connection's, from which its draws are made. */
  readonly seed: number;
}

/** A toxic at work on one direction of one connection. */
export class Stage implements Passage {
  readonly toxic: Toxic;
  readonly inbox: Inbox;
  readonly memory = { passedBytes: 0 };
  /** In [0, 1): drawn once, so that a connection stays affected or spared whatever is done to the proxy. */
  readonly #draw: number;
  /** A stream of its own for each connection and name of a toxic: what else is there changes nothing in it. */
  readonly #random: () => number;
  readonly #surroundings: Surroundings;
  #active = false;
  #counted = false;
  #closed = false;
  #interrupted = false;
  #running: Promise<void> = Promise.resolve();
  #waitingFor: 'chunk' | 'room' | 'time' | undefined;
  #wake: (() => void) | undefined;

  constructor(toxic: Toxic, surroundings: Surroundings) {
    this.toxic = toxic;
    this.inbox = new Inbox(toxic.kind.inboxChunks);
    this.#surroundings = surroundings;
    this.#random = seededRandom(seedOf(surroundings.seed, toxic.name));
    this.#draw = this.#random();
  }

  /** False for connections that the toxicity spares: they go around this stage. */
  get active(): boolean {
    return this.#active;
  }

  get wanted(): boolean {
    return this.#draw < this.toxic.toxicity;
  }

  start(): void {
    this.#active = true;
    this.#interrupted = false;
    if (!this.#counted) this.toxic.counters.connections += 1;
    this.#counted = true;
    if (!this.#closed) this.#running = this.toxic.kind.pipe(this);
  }

  /** Makes the toxic let go of what it holds; it is done when this resolves, in the same turn of the event loop. */
  async halt(): Promise<void> {
    this.#interrupted = true;
    this.#rouse();
    await this.#running;
  }

  /** Takes a halted stage out of the way: what still waits before it goes on to what comes after it. */
  release(): void {
    this.#active = false;
    if (this.#closed) return;
    for (let left = this.inbox.take(); left !== undefined; left = this.inbox.take()) {
      if (left === 'end') {
        this.#surroundings.end(this);
        break;
      }
      this.#surroundings.forward(this, left);
    }
    this.inbox.clear();
  }

  /** The connection is gone: no more timers, nothing kept. */
  discard(): void {
    this.#closed = true;
    this.inbox.clear();
    this.#interrupted = true;
    this.#rouse();
  }

  /** From outside: the chunk or the room it waits for is there. */
  notify(what: 'chunk' | 'room'): void {
    if (this.#waitingFor === what) this.#rouse();
  }

  accept(chunk: Chunk): void {
    if (this.#closed) return;
    this.inbox.put(chunk);
    this.notify('chunk');
  }

  acceptEnd(): void {
    this.inbox.end();
    this.notify('chunk');
  }

  // What a toxic may do:

  attribute(name: string): number {
    return this.toxic.attribute(name);
  }

  async receive(withinMs?: number): Promise<Received> {
    const deadlineMs = withinMs === undefined ? undefined : this.now() + withinMs;
    for (;;) {
      if (this.#interrupted) return 'interrupted';
      const next = this.inbox.take();
      if (next !== undefined) {
        this.#surroundings.tookFrom(this);
        return next;
      }
      if (deadlineMs !== undefined && deadlineMs <= this.now()) return 'late';
      await this.#wait('chunk', deadlineMs);
    }
  }

  async sleep(ms: number): Promise<boolean> {
    const untilMs = this.now() + ms;
    // A timer may fire a little early; what is too short for one is left alone.
    for (let leftMs = ms; leftMs >= leastSleepMs && !this.#interrupted; leftMs = untilMs - this.now()) await this.#wait('time', untilMs);
    return !this.#interrupted;
  }

  async send(chunk: Chunk): Promise<void> {
    this.#surroundings.forward(this, chunk);
    while (!this.#interrupted && this.#surroundings.blocked(this)) await this.#wait('room');
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.inbox.clear();
    this.#surroundings.tookFrom(this);
    this.#surroundings.end(this);
  }

  reset(): void {
    this.#surroundings.resetOnClose();
    this.close();
  }

  count(held: { chunks?: number; bytes?: number; delayedMs?: number }): void {
    const { counters } = this.toxic;
    counters.chunks += held.chunks ?? 0;
    counters.bytes += held.bytes ?? 0;
    counters.delayedMs += held.delayedMs ?? 0;
  }

  now(): number {
    return performance.now();
  }

  random(): number {
    return this.#random();
  }

  /** At most until about `untilMs`, where it is given and not Infinity. */
  async #wait(what: 'chunk' | 'room' | 'time', untilMs = Infinity): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    this.#waitingFor = what;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      // A timer fires up to a millisecond after its time, and what comes out together stays together: rounded up, both would add up.
      const ms = Math.floor(untilMs - this.now());
      if (untilMs !== Infinity) timer = setTimeout(resolve, Math.min(Math.max(ms, 1), longestTimerMs));
    });
    this.#waitingFor = undefined;
    this.#wake = undefined;
    clearTimeout(timer);
  }

  #rouse(): void {
    this.#wake?.();
  }
}
