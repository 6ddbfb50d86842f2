/** What a socket is read into at first, and from when it was seen to fill that. */
const smallBytes = 8 * 1_024;
const largeBytes = 64 * 1_024;
/** How many buffers of closed sockets, of each size, are kept for new ones. */
const mostSpare = 256;
const spare = new Map<number, Buffer[]>([
  [smallBytes, []],
  [largeBytes, []],
]);

/**
 * The memory that one socket is read into: the same again and again, as long as what was read is on its way when the
 * taker returns. Without it each read would allocate 64 KiB. In the shape of a socket's option `onread`.
 */
export class Intake {
  /** Takes what was read; true when the bytes are still needed after it returns, so that the next read must go elsewhere. */
  onData: (data: Buffer) => boolean = () => false;
  #current = take(smallBytes);
  #closed = false;

  /** Where to read to: Node asks before the first read and after each. */
  readonly buffer = (): Buffer => this.#current;

  readonly callback = (bytes: number): boolean => {
    const whole = bytes === this.#current.length;
    const inUse = this.onData(this.#current.subarray(0, bytes));
    if (inUse || (whole && bytes < largeBytes)) {
      if (!inUse) give(this.#current);
      this.#current = take(whole ? largeBytes : this.#current.length);
    }
    return true;
  };

  /** The socket is closed: the memory goes to the next one. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    give(this.#current);
  }
}

function take(bytes: number): Buffer {
  return spare.get(bytes)?.pop() ?? Buffer.allocUnsafeSlow(bytes);
}

function give(buffer: Buffer): void {
  const kept = spare.get(buffer.length);
  if (kept !== undefined && kept.length < mostSpare) kept.push(buffer);
}
