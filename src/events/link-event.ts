/** What is seen of links: where each one stands, what crosses it, and what became of a connection of the tool's own. */
import type { LinkCounters } from './link-counters.ts';

/** How a connection that the tool itself opened through a link ended. `answered`: bytes came back, or, of a bare connect, it stood. */
export type ProbeOutcome = 'answered' | 'refused' | 'closed' | 'reset' | 'timeout' | 'failed';

export type LinkEvent =
  | {
      type: 'link';
      link: string;
      how: 'created' | 'matched';
      proxy: string;
      listen: string;
      upstream: string;
      /** Where clients reach it; absent in logs of earlier versions: where it listens. */
      connect?: string;
      toxiproxy: string;
      server: 'external' | 'binary' | 'embedded';
    }
  /** A link shortly before a fault on it begins and shortly after it has ended. */
  | {
      type: 'link-counted';
      link: string;
      counters: LinkCounters | null;
      /** Bytes of the connections that have ended, from a server that counts no others; null: it does not say. */
      endedBytes: number | null;
    }
  /** A connection of the tool's own through a link, to see what a fault does to one. */
  | {
      type: 'link-probed';
      link: string;
      /** connect: opened and closed, nothing sent; exchange: what the scenario says was sent. */
      how: 'connect' | 'exchange';
      outcome: ProbeOutcome;
      /** From the begin until it stood (connect), or until the answer was there (exchange); null: it never was. */
      ms: number | null;
      /** Of an HTTP answer. */
      status: number | null;
      /** Sent and received through the link. */
      bytes: number;
      detail: string;
    }
  /**
   * What crosses a link that some breaker guards, look by look, in whole milliseconds.
   * `looks`: for each, from the begin of the look before it to its own, how long it took, and the calls that were counted since the one
   * before: requests and attempts to connect, or, of a link that is not read as HTTP, 1 for any; -1: the counters began anew.
   */
  | { type: 'link-activity'; link: string; counts: 'requests' | 'bytes'; fromMs: number; looks: readonly number[] }
  /** Nothing of the kind can be read on this link. */
  | { type: 'link-activity-unknown'; link: string; why: string }
  /** What the system itself counts of its calls on a link: sums since its start. null: its source did not say. */
  | { type: 'link-metric'; link: string; requests: number | null; failures: number | null; seconds: number | null; detail: string };
