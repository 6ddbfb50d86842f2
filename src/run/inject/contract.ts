/** What a fault injector is: it prepares links, injects and removes faults, and undoes all of it within a time. */
import type { Emit } from '../../events/event.ts';
import type { RemovalReason } from '../../events/fault-event.ts';
import type { LinkCounters } from '../../events/link-counters.ts';
import type { Step } from '../../faults/step.ts';
import type { PlannedFault, PlannedLink } from '../../plan/plan.ts';
import type { Clock } from '../clock.ts';
import type { FoundToxiproxy } from './find-toxiproxy.ts';
import type { People } from '../people.ts';
import type { DeedBook } from './journal.ts';
import type { LinkPlace } from './link-locks.ts';
import type { Processes } from './processes.ts';

export interface PreparedLink {
  readonly link: string;
  /** host:port, resolved. */
  readonly listen: string;
  readonly upstream: string;
  readonly proxy: string;
  /** host:port at which clients reach it, probes of this tool among them. */
  readonly connect: string;
  /** The server's URL, without credentials. */
  readonly toxiproxy: string;
}

export interface ActiveFault {
  readonly fault: string;
  /** null: it acts on no link. */
  readonly link: string | null;
  /** When it is due to be removed, in ms of the run. */
  readonly untilMs: number;
}

/** What a server says of the proxy on a link. */
export interface LinkLook {
  /** null: it keeps none. */
  readonly counters: LinkCounters | null;
  /** Bytes of the connections that have ended, from Toxiproxy's own metrics, which know no others; null: it does not say. */
  readonly endedBytes: number | null;
}

export interface RolledBack {
  readonly complete: boolean;
  /** What could not be undone, each with the reason. */
  readonly left: readonly string[];
}

export interface FaultInjector {
  /** Creates or matches a proxy for each link and tells of it. On failure what it created is deleted. Throws PROXY_CONFLICT, LISTEN_TAKEN, TOXIPROXY_*. */
  prepare(links: readonly PlannedLink[]): Promise<PreparedLink[]>;
  /** Does the steps a fault begins with. Resolves once the fault is confirmed; on failure its part is undone and it throws. */
  inject(fault: PlannedFault): Promise<void>;
  /** Does a later step of an active fault, and tells of it (`fault-step`). Nothing is done where the fault is gone or going. Throws when it failed: the fault stays as it was. */
  step(faultId: string, step: Step): Promise<void>;
  /** Resolves once the removal is confirmed; a fault that is not there is fine. Throws when it could not be removed: it is then still active. */
  remove(faultId: string, why: RemovalReason): Promise<void>;
  /** An active fault is due at another moment than planned, in ms of the run: the run is held. */
  postpone(faultId: string, untilMs: number): void;
  /** Removes all active faults within the budget; no fault can be injected any more. Never throws. */
  removeFaults(budgetMs?: number): Promise<void>;
  /** Removes the faults, then the proxies that were created; may be called again. Never throws. */
  undoAll(budgetMs?: number): Promise<RolledBack>;
  active(): readonly ActiveFault[];
  /** What crosses a prepared link, in well under a second. What the server does not say is null. */
  look(link: string): Promise<LinkLook>;
}

export interface InjectorOptions {
  readonly runId: string;
  /** Repeats which connections a toxicity takes, and jitter, on servers that have seeds; not set unless given. */
  readonly seed?: number;
  /** null: every link names a server of its own. */
  readonly toxiproxy: Pick<FoundToxiproxy, 'address' | 'server' | 'pid' | 'pidStart'> | null;
  /** The programs the scenario started; not given: none. */
  readonly processes?: Processes | null;
  /** Who can be asked to do something by hand; not given: nobody. */
  readonly people?: People | null;
  readonly clock: Clock;
  readonly emit: Emit;
  readonly journal: DeedBook & {
    /** Nobody else may begin on the link until it is undone. Returns whether that needed a lock. Throws LINK_LOCKED. */
    lockLink?(place: LinkPlace): Promise<boolean>;
    /** A deed lasts longer than was planned: so long from now. */
    prolong?(seq: number, forMs: number): Promise<void>;
  };
  /** From the clock to milliseconds of the run. */
  readonly toRunMs: (clockMs: number) => number;
}
