/** The bytes of a body that are kept, in one piece that grows: as many as come, however small the pieces in which they do. */
const firstBytes = 4_096;

export class KeptBody {
  length = 0;
  private bytes: Buffer | null = null;

  /** Copies: a piece lies in the buffer that the next read writes to. */
  add(piece: Buffer): void {
    const needed = this.length + piece.length;
    if (this.bytes === null || this.bytes.length < needed) {
      const larger = Buffer.allocUnsafe(Math.max(firstBytes, needed, 2 * (this.bytes?.length ?? 0)));
      if (this.bytes !== null) this.bytes.copy(larger, 0, 0, this.length);
      this.bytes = larger;
    }
    piece.copy(this.bytes, this.length);
    this.length = needed;
  }

  /** Decoded at once, so that no character is cut in two. */
  text(): string {
    return this.bytes === null ? '' : this.bytes.toString('utf8', 0, this.length);
  }

  /** A copy of the first bytes. */
  start(bytes: number): Buffer {
    return this.bytes === null ? Buffer.alloc(0) : Buffer.from(this.bytes.subarray(0, Math.min(bytes, this.length)));
  }

  clear(): void {
    this.length = 0;
    this.bytes = null;
  }
}
