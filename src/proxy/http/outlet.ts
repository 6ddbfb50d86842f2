import type { Direction } from '../direction.ts';

/** Passes runs of bytes on; neighbours in memory go on as one piece, so that what is only read costs no extra write. */
export class Outlet {
  readonly #to: Direction;
  #data: Buffer | undefined;
  #from = 0;
  #end = 0;
  #needed = false;

  constructor(to: Direction) {
    this.#to = to;
  }

  add(data: Buffer, from = 0, to = data.length): void {
    const start = data.byteOffset + from;
    if (data.buffer !== this.#data?.buffer || start !== this.#end) {
      this.flush();
      this.#data = data;
      this.#from = start;
    }
    this.#end = data.byteOffset + to;
  }

  flush(): void {
    const data = this.#data;
    if (data === undefined) return;
    this.#data = undefined;
    const bytes = this.#end - this.#from;
    if (bytes === 0) return;
    const whole = bytes === data.length && this.#from === data.byteOffset;
    if (this.#to.feed(whole ? data : Buffer.from(data.buffer, this.#from, bytes))) this.#needed = true;
  }

  /** Flushes; true when anything that was passed on since this was last asked may still be needed where it went. */
  settle(): boolean {
    this.flush();
    const needed = this.#needed;
    this.#needed = false;
    return needed;
  }
}
