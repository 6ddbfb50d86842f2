/** What crossed a proxy and what its toxics did, counted as it happens, so that a fault can be shown to have bitten. */

export interface ToxicCounters {
  /** Connections it was active on. */
  connections: number;
  /** Requests it was active on; null where the link is not read as HTTP. */
  requests: number | null;
  /** Chunks and bytes it held back or dropped. */
  chunks: number;
  bytes: number;
  /** For how long it held them, summed over chunks. */
  delayedMs: number;
}

export interface ProxyCounters {
  /** Accepted since the proxy was created. */
  connections: number;
  /** Accepted ones that were hung up on because the upstream could not be reached. */
  refusedUpstream: number;
  /** Null where the link is not read as HTTP. */
  requests: number | null;
  /** Connections that could not be read to their end as HTTP; only where the link is read as HTTP. */
  unparsed?: number;
  /** Read from clients, and from the upstream; toxics or not. */
  bytesUp: number;
  bytesDown: number;
  /** By name; those of a removed toxic stay, and go on when one of the same name is added. */
  readonly toxics: Record<string, ToxicCounters>;
}

export function noCounts(): ProxyCounters {
  return {
    connections: 0,
    refusedUpstream: 0,
    requests: null,
    bytesUp: 0,
    bytesDown: 0,
    toxics: Object.create(null) as Record<string, ToxicCounters>,
  };
}

/** The counters of a toxic of that name. */
export function countersOf(counters: ProxyCounters, toxic: string): ToxicCounters {
  return (counters.toxics[toxic] ??= {
    connections: 0,
    requests: counters.requests === null ? null : 0,
    chunks: 0,
    bytes: 0,
    delayedMs: 0,
  });
}
