/** How far a reading of a ledger may go. */
export interface Bounds {
  readonly timeoutMs: number;
  readonly mostBytes: number;
  readonly signal?: AbortSignal | undefined;
}
