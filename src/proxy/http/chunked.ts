/** The chunked coding: which bytes of a body are its payload, and where it ends. */

/** A size line with its extensions, and all trailers together, are at most so long. */
const longestLine = 16 * 1024;
const longestTrailers = 64 * 1024;
/** Sizes stay below 2 ** 52. */
const mostDigits = 13;
const cr = 13;
const lf = 10;

type State = 'size' | 'extension' | 'size-lf' | 'payload' | 'payload-cr' | 'payload-lf' | 'trailer' | 'in-trailer' | 'last-lf' | 'done';

/** Reads one chunked body. Lines have to end in CRLF: readers differ about anything else. */
export class ChunkedReader {
  /** Of the chunk that is being read. */
  chunkBytes = 0;
  #state: State = 'size';
  #left = 0;
  #digits = 0;
  /** Since the line, or the trailers, began. */
  #lineBytes = 0;

  get done(): boolean {
    return this.#state === 'done';
  }

  /** True while the next byte is payload. */
  get inPayload(): boolean {
    return this.#state === 'payload';
  }

  /** Payload that was read of the present chunk. */
  get readBytes(): number {
    return this.chunkBytes - this.#left;
  }

  /** Where the run of bytes ends that begins at `at`: payload when `inPayload`, else framing. Undefined when it is not in the chunked coding. */
  read(data: Buffer, at: number): number | undefined {
    if (this.#state === 'payload') {
      const to = Math.min(at + this.#left, data.length);
      this.#left -= to - at;
      if (this.#left === 0) this.#state = 'payload-cr';
      return to;
    }
    let to = at;
    while (to < data.length && !this.done && !this.inPayload) {
      const next = this.#after(data[to] ?? 0);
      if (next === undefined) return undefined;
      this.#state = next;
      to += 1;
    }
    return to;
  }

  #after(byte: number): State | undefined {
    switch (this.#state) {
      case 'size':
        return this.#size(byte);
      case 'extension':
        if (byte === cr) return 'size-lf';
        return byte === lf || ++this.#lineBytes > longestLine ? undefined : 'extension';
      case 'size-lf':
        if (byte !== lf) return undefined;
        this.#lineBytes = 0;
        return this.chunkBytes === 0 ? 'trailer' : 'payload';
      case 'payload-cr':
        return byte === cr ? 'payload-lf' : undefined;
      case 'payload-lf':
        if (byte !== lf) return undefined;
        this.chunkBytes = this.#left = this.#digits = 0;
        return 'size';
      case 'trailer':
        return byte === cr ? 'last-lf' : this.#inTrailer(byte);
      case 'in-trailer':
        return this.#inTrailer(byte);
      case 'last-lf':
        return byte === lf ? 'done' : undefined;
      default:
        return undefined;
    }
  }

  #size(byte: number): State | undefined {
    const digit = hexValue(byte);
    if (digit >= 0) {
      this.#digits += 1;
      this.chunkBytes = this.chunkBytes * 16 + digit;
      this.#left = this.chunkBytes;
      return this.#digits > mostDigits ? undefined : 'size';
    }
    if (this.#digits === 0) return undefined;
    if (byte === cr) return 'size-lf';
    return byte === 0x3b || byte === 0x20 || byte === 0x09 ? 'extension' : undefined;
  }

  #inTrailer(byte: number): State | undefined {
    if (++this.#lineBytes > longestTrailers) return undefined;
    return byte === lf ? 'trailer' : 'in-trailer';
  }
}

function hexValue(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
