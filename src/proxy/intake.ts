/** As much as is read from a socket in one go. */
const bufferBytes = 64 * 1_024;
/** How many buffers of closed sockets are kept for new ones. */
const mostSpare = 128;
const spare: Buffer[] = [];

/**
 * The memory that one socket is read into: the same again and again, as long as what was read is on its way when the
 * taker returns. Without it each read would allocate its 64 KiB. In the shape of a socket's option `onread`.
 */
export class Intake {
  /** Takes what was read; true when the bytes are still needed after it returns, so that the next read must go elsewhere. */
  onData: (data: Buffer) => boolean = () => false;
  #current = spare.pop() ?? Buffer.allocUnsafeSlow(bufferBytes);
  #inUse = false;
  #closed = false;

  /** Where to read to: Node asks before the first read and after each. */
  readonly buffer = (): Buffer => {
    if (this.#inUse) this.#current = spare.pop() ?? Buffer.allocUnsafeSlow(bufferBytes);
    this.#inUse = false;
    return this.#current;
  };

  readonly callback = (bytes: number, buffer: Uint8Array): boolean => {
    this.#inUse = this.onData((buffer as Buffer).subarray(0, bytes));
    return true;
  };

  /** The socket is closed: the memory goes to the next one, unless somebody still needs it. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (!this.#inUse && spare.length < mostSpare) spare.push(this.#current);
  }
}
