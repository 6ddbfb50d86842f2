/**
 * Finds the messages in one direction of a connection, without keeping or changing a byte of their bodies: whoever reads
 * gets one run of bytes after the other, each said to be head, payload or framing.
 */
import { ChunkedReader } from './chunked.ts';
import type { Body } from './head.ts';
import { HeadStore, longestHead } from './head-store.ts';

/**
 * `space`: empty lines before a head. `partial`: all there is was taken, and the head goes on. `bad`: what follows can't be read;
 * `takeStored` gives what was taken and not handed out.
 */
export type Run = 'space' | 'partial' | 'head' | 'payload' | 'framing' | 'bad';

/** Without making an object of them: most heads are only read. */
export interface HeadBytes {
  data: Buffer;
  from: number;
  to: number;
}

const nothing = Buffer.alloc(0);

export class MessageReader {
  /** What the last call of `read` found. */
  run: Run = 'partial';
  /** After a `head`: where its bytes are, to the empty line. */
  readonly head: HeadBytes = { data: nothing, from: 0, to: 0 };
  /** The message is complete. */
  ended = false;
  /** The stretch of known length that the payload belongs to (the body, its chunk, or else just this run), and where in it the run begins. */
  readonly stretch = { bytes: 0, at: 0 };
  readonly #plausible: (start: Buffer) => boolean;
  readonly #store = new HeadStore();
  /** The first line of the stored head is complete, and is one. */
  #lineKnown = false;
  #chunks: ChunkedReader | undefined;
  #body: { bytes: number; left: number } | undefined;

  /** `plausible` says whether a head can begin like this. */
  constructor(plausible: (start: Buffer) => boolean) {
    this.#plausible = plausible;
  }

  /** Reads one run from `at`; where it ends. After a head, `begin` has to be called before more is read. */
  read(data: Buffer, at: number): number {
    this.ended = false;
    if (this.#body !== undefined) return this.#readBody(this.#body, data, at);
    if (this.#chunks !== undefined) return this.#readChunks(this.#chunks, data, at);
    return this.#readHead(data, at);
  }

  /** What follows the head that was just read. */
  begin(body: Body): void {
    if (body === 'chunked') this.#chunks = new ChunkedReader();
    else if (body === 'close') this.#body = { bytes: Infinity, left: Infinity };
    else if (body > 0) this.#body = { bytes: body, left: body };
    this.ended = body === 0;
  }

  /** The connection ended here: true when that is how the body was to end. */
  endedWithConnection(): boolean {
    return this.#body?.bytes === Infinity;
  }

  /** What was taken of a head that is not complete. */
  takeStored(): Buffer {
    return this.#store.take();
  }

  #readHead(data: Buffer, at: number): number {
    if (this.#store.length === 0) {
      let to = at;
      while (to < data.length && (data[to] === 13 || data[to] === 10)) to += 1;
      if (to > at) return this.#found('space', to);
      const end = headEnd(data, at);
      if (end > 0) return end - at > longestHead ? this.#found('bad', at) : this.#foundHead(data, at, end, end);
    }
    const before = this.#store.length;
    const all = this.#store.add(data, at);
    const to = at + all.length - before;
    if (before === 0) this.#lineKnown = false;
    if (!this.#lineKnown && !this.#plausible(all)) return this.#found('bad', to);
    this.#lineKnown ||= all.includes(10, before);
    const end = headEnd(all, 0, Math.max(before - 2, 0));
    if (end < 0) return this.#found(all.length < longestHead ? 'partial' : 'bad', to);
    this.#store.take();
    return this.#foundHead(all, 0, end, at + end - before);
  }

  #readBody(body: { bytes: number; left: number }, data: Buffer, at: number): number {
    const to = Math.min(at + body.left, data.length);
    const { stretch } = this;
    stretch.bytes = body.bytes === Infinity ? to - at : body.bytes;
    stretch.at = body.bytes === Infinity ? 0 : body.bytes - body.left;
    body.left -= to - at;
    if (body.left === 0) this.#end();
    return this.#found('payload', to);
  }

  #readChunks(chunks: ChunkedReader, data: Buffer, at: number): number {
    const { inPayload } = chunks;
    this.stretch.bytes = chunks.chunkBytes;
    this.stretch.at = chunks.readBytes;
    const to = chunks.read(data, at);
    if (to === undefined) return this.#found('bad', at);
    if (chunks.done) this.#end();
    return this.#found(inPayload ? 'payload' : 'framing', to);
  }

  #end(): void {
    this.#body = undefined;
    this.#chunks = undefined;
    this.ended = true;
  }

  #foundHead(data: Buffer, from: number, to: number, end: number): number {
    this.head.data = data;
    this.head.from = from;
    this.head.to = to;
    return this.#found('head', end);
  }

  #found(run: Run, to: number): number {
    this.run = run;
    return to;
  }
}

/** Just after the empty line that ends the head; -1 when it is not there. Lines end in LF, with or without CR. */
function headEnd(data: Buffer, from: number, scanFrom = from): number {
  for (let feed = data.indexOf(10, scanFrom); feed >= 0; feed = data.indexOf(10, feed + 1)) {
    const next = data[feed + 1];
    if (next === 10) return feed + 2;
    if (next === 13 && data[feed + 2] === 10) return feed + 3;
  }
  return -1;
}
