/** What a toxic is: a name, its attributes, and what it does to one direction of one connection. */

/** At most 32 KiB as they were read from a socket, and when (ms on the process's monotonic clock). */
export interface Chunk {
  readonly data: Buffer;
  atMs: number;
}

/** A shorter sleep is none: timers are no finer. In ms. */
export const leastSleepMs = 0.5;

/** What a wait for data ends with: a chunk, the end of the stream, a call to let go, or the time that was given. */
export type Received = Chunk | 'end' | 'interrupted' | 'late';

/** One direction of one connection, as a toxic sees it. The waits end early, and only then, when the toxic is to let go. */
export interface Passage {
  /** The attribute's present value; a change by the API is seen at once. */
  attribute(name: string): number;
  /** The next chunk in order; `late` only when `withinMs` is given. */
  receive(withinMs?: number): Promise<Received>;
  /** False when it was cut short. Below leastSleepMs: at once. Infinity: until interrupted. */
  sleep(ms: number): Promise<boolean>;
  /** Hands on to what comes next, and waits until there is room for more, unless interrupted. */
  send(chunk: Chunk): Promise<void>;
  /** Ends the stream here: what was sent still arrives, then the connection closes. */
  close(): void;
  /** As close, but the connection ends by RST on both sides. */
  reset(): void;
  /** Adds to the toxic's counters: chunks and bytes held, cut or dropped, and for how long. What passes as it came is not counted: it proves nothing. */
  count(held: { readonly chunks?: number; readonly bytes?: number; readonly delayedMs?: number }): void;
  /** ms on the clock of Chunk.atMs. */
  now(): number;
  /** In [0, 1). */
  random(): number;
  /** Kept as long as the toxic is on the connection, also when its attributes change. */
  readonly memory: { passedBytes: number };
}

export interface ToxicKind {
  /** The `type` on the wire. */
  readonly type: string;
  /** What it is called in decoding errors on the wire. */
  readonly wireName: string;
  /** In wire order; all are whole numbers and 0 when not given. */
  readonly attributes: readonly string[];
  readonly integer: 'int64' | 'int';
  /** Chunks that may wait before it without holding up the sender. */
  readonly inboxChunks: number;
  /** Removing it closes every connection it was on: data was lost there, and nobody shall read on as if it was not. */
  readonly closesOnRemoval: boolean;
  /** Why these attributes can't work, or undefined. */
  refuse?(attributes: Readonly<Record<string, bigint>>): string | undefined;
  /** Runs until the stream ends, the toxic closes it, or it is interrupted; then it lets go of what it holds and returns. */
  pipe(passage: Passage): Promise<void>;
}
