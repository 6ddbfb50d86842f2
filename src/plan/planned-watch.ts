/** What of the system is looked at besides its answers: breakers, alerts, probes, and what it persisted. */
import type { Signature } from '../breakers/infer/signature.ts';
import type { BreakerSource } from '../breakers/source.ts';
import type { PlannedExpectation } from './planned-journey.ts';

export interface PlannedBreaker {
  readonly name: string;
  /** As the user wrote it: `opossum`, `prometheus`, ... : a name on the breakers shelf. */
  readonly preset: string;
  /** How it shows itself. Absent in logs of earlier versions, and of the storefront's: as the preset says. */
  readonly source?: BreakerSource;
  /** Where it is read, one an instance. */
  readonly urls: readonly string[];
  /** A name each of whose addresses is an instance: it takes the place of the host in the one URL there is. Absent: none. */
  readonly dns?: string;
  /** A Prometheus server that scrapes the instances, in place of URLs. Absent: none. */
  readonly server?: PlannedServer;
  /** Files that grow, by absolute path, one an instance, in place of URLs. Absent: none. */
  readonly files?: readonly string[];
  /** A program whose output is read, in place of URLs. Absent: none. */
  readonly command?: readonly string[];
  readonly match: Readonly<Record<string, string>>;
  readonly link: string | null;
  /** The breaker's own wait before it half-opens, where known. */
  readonly waitMs: number | null;
  /** How an answer looks while it is open. Absent: none is looked for. */
  readonly signatures?: readonly Signature[];
  /** The routes whose requests call the dependency. Absent: those that the fault is seen to touch. */
  readonly routes?: readonly string[];
}

export interface PlannedServer {
  readonly url: string;
  /** An instant vector selector of the breaker's series, such as `circuit{name="payments"}`. */
  readonly query: string;
  /** The label that tells instances apart. */
  readonly instance: string;
}

export interface PlannedAlerts {
  readonly source: 'alertmanager' | 'prometheus';
  /** Its root. */
  readonly url: string;
  /** Labels that an alert has to have; empty: every alert counts. */
  readonly match: Readonly<Record<string, string>>;
}

export interface PlannedSteadyProbe {
  readonly name: string;
  readonly look: PlannedLook;
  readonly everyMs: number;
  readonly timeoutMs: number;
  /** A stage or a fault outside of which it is not looked at; null: it always is. */
  readonly during: string | null;
}

/** A path instead of a URL is on the storefront, whose address is known when it runs. */
export type PlannedLook =
  | { readonly how: 'http'; readonly url: string; readonly expect: PlannedExpectation }
  | { readonly how: 'tcp'; readonly address: string }
  /** `cwd` absolute, or relative to where chaos is started. */
  | { readonly how: 'command'; readonly command: readonly string[]; readonly cwd: string }
  | { readonly how: 'prometheus'; readonly url: string; readonly query: string; readonly is: PlannedBound };

/** `text` as it was written: `< 5`. */
export interface PlannedBound {
  readonly text: string;
  readonly comparison: '<' | '<=' | '>' | '>=' | '==' | '!=';
  readonly number: number;
}

/** How what was persisted is read. `${run}` in its texts is the run's id, which is filled in when it starts. */
export type PlannedReconcile = PlannedLedgerUrl | PlannedLedgerCommand;

export interface PlannedLedgerUrl {
  readonly url: string;
  /** JSONPath. */
  readonly ids: string;
  /** Absent: the answer is all of it. */
  readonly next?: PlannedNextPage;
  readonly settleMs: number;
}

/** Where the next page of a list is: a `Link` header of the answer; a URL in it; a cursor that goes into a parameter of the query. */
export type PlannedNextPage =
  | { readonly how: 'link' }
  | { readonly how: 'url'; readonly path: string }
  | { readonly how: 'cursor'; readonly path: string; readonly parameter: string };

export interface PlannedLedgerCommand {
  /** A program and its arguments, which prints an id a line. */
  readonly command: readonly string[];
  readonly settleMs: number;
}
