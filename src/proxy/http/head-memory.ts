import type { HeadBytes } from './message-reader.ts';

/** Reads heads, but not one that is like the last: on one connection they often are. */
export class HeadMemory<Head> {
  readonly #parse: (head: string) => Head | undefined;
  #bytes: Buffer | undefined;
  #head: Head | undefined;

  constructor(parse: (head: string) => Head | undefined) {
    this.#parse = parse;
  }

  read({ data, from, to }: HeadBytes): Head | undefined {
    if (this.#bytes?.length === to - from && this.#bytes.compare(data, from, to) === 0) return this.#head;
    this.#head = this.#parse(data.toString('latin1', from, to));
    this.#bytes = Buffer.from(data.subarray(from, to));
    return this.#head;
  }
}
