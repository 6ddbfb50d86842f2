import type { Chunk } from './toxics/toxic-kind.ts';

/** What waits before a toxic on one connection: chunks in order, then perhaps the end of the stream. */
export class Inbox {
  readonly #capacity: number;
  #chunks: Chunk[] = [];
  #ended = false;

  /** With capacity 0 a sender waits until its chunk is taken. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** True while the sender has to wait. */
  get full(): boolean {
    return this.#chunks.length > this.#capacity;
  }

  put(chunk: Chunk): void {
    if (!this.#ended) this.#chunks.push(chunk);
  }

  end(): void {
    this.#ended = true;
  }

  /** The end stays to be taken again. */
  take(): Chunk | 'end' | undefined {
    return this.#chunks.shift() ?? (this.#ended ? 'end' : undefined);
  }

  clear(): void {
    this.#chunks = [];
    this.#ended = false;
  }
}
