/** What a proxy counts of its link, as it stands in the log. */

/** Live counters of a proxy on a link, where the server keeps them (the embedded one does). What is absent was not counted. */
export interface LinkCounters {
  /** Accepted so far. */
  readonly connections: number;
  /** Open now. */
  readonly open?: number | undefined;
  /** Connections that came to nothing because the dependency did not take them. */
  readonly refusedUpstream?: number | undefined;
  /** null: the link does not speak HTTP as far as the server knows. */
  readonly requests?: number | null | undefined;
  readonly bytesUp: number;
  readonly bytesDown: number;
  /** Per toxic name. */
  readonly toxics: Readonly<Record<string, ToxicCounters>>;
}

/** Connections a toxic was active on, requests, chunks and bytes it held, changed or dropped, and for how long it held them in all. */
export interface ToxicCounters {
  readonly connections: number;
  readonly requests?: number | null | undefined;
  readonly chunks: number;
  readonly bytes: number;
  readonly delayedMs: number;
}
