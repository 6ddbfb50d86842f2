/** One way through a proxied connection: from the socket that is read to the socket that is written. */

/** What is read, as far as the way through it is concerned: back-pressure stops it. */
export interface Source {
  pause(): unknown;
  resume(): unknown;
  isPaused(): boolean;
}

export interface Direction {
  /** Data came from the source. True when the bytes are still needed after it returns. */
  feed(data: Buffer): boolean;
  /** The source will send no more. */
  sourceEnded(): void;
  /** The sink has room again. */
  sinkDrained(): void;
  /** The sink is gone: nothing can be delivered any more. */
  sinkClosed(): void;
}
