/** Longer heads are not read. */
export const longestHead = 64 * 1024;

/** Keeps a head that comes in pieces, in one buffer that grows, so that many small pieces cost no more than few. */
export class HeadStore {
  #bytes: Buffer | undefined;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Takes what follows `at`, as far as the longest head goes; everything there is now. */
  add(data: Buffer, at: number): Buffer {
    const more = Math.min(data.length - at, longestHead - this.#length);
    const wanted = this.#length + more;
    if (this.#bytes === undefined || this.#bytes.length < wanted) {
      const grown = Buffer.allocUnsafe(Math.max(wanted, 2 * (this.#bytes?.length ?? 512)));
      this.#bytes?.copy(grown, 0, 0, this.#length);
      this.#bytes = grown;
    }
    data.copy(this.#bytes, this.#length, at, at + more);
    this.#length = wanted;
    return this.#bytes.subarray(0, wanted);
  }

  /** What was kept; nothing is kept any more. */
  take(): Buffer {
    const taken = this.#bytes?.subarray(0, this.#length) ?? Buffer.alloc(0);
    this.#bytes = undefined;
    this.#length = 0;
    return taken;
  }
}
