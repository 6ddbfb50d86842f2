/** What watching one address came to, told when the watch ends. Absent in logs of earlier versions. */
export type WatchCost = {
  readonly instance: string;
  readonly breakers: readonly string[];
  readonly by: 'poll' | 'stream' | 'file' | 'command';
  /** Looks that were answered, or frames, or times at which lines were found. */
  readonly looks: number;
  /** Looks that were not answered, or streams that ended. */
  readonly failed: number;
  /** Of a look, from the question to the last byte; null: nothing is asked, or nothing was answered. */
  readonly meanMs: number | null;
  readonly p95Ms: number | null;
  readonly bytes: number;
  /** The time from one look to the next that it came to at last; null: nothing is asked. */
  readonly everyMs: number | null;
  /** Of the time of the watch, how much a look was under way; null: nothing is asked. */
  readonly share: number | null;
};
