/** What a load engine is: created with everything it needs, warmed up, started once. It knows nothing of faults or breakers. */
import type { ChaosError } from '../../errors.ts';
import type { Emit, Outcome } from '../../events/event.ts';
import type { HostRules } from '../../plan/hosts.ts';
import type { PlannedLoad } from '../../plan/plan.ts';
import type { Clock } from '../clock.ts';
import type { TargetTls } from '../target-tls.ts';
import type { SoughtSignatures } from './books/signed.ts';

export interface LoadOptions {
  readonly load: PlannedLoad;
  /** `tls`: null for what needs nothing of its own. */
  readonly target: { readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly tls: TargetTls | null };
  readonly runId: string;
  readonly seed: number;
  readonly clock: Clock;
  readonly emit: Emit;
  /** Told each id that an answer acknowledged, and when, on the run's clock. */
  readonly acknowledge: (id: string, tMs: number) => void;
  /** Which hosts other than the target's may be asked, by steps and by redirects. */
  readonly hosts: HostRules;
  /** Told once when the load can't go on (a thread of it died): the run has to be stopped. */
  readonly fail: (error: ChaosError) => void;
  /** What of the answers may show a breaker; absent: none is watched. */
  readonly evidence?: BreakerEvidence;
  /** DNS servers as `HOST:PORT`; the system's unless given. */
  readonly nameServers?: readonly string[];
}

/** What is kept of failed answers for breakers that are inferred; plain data. */
export interface BreakerEvidence {
  /** Of each 50 ms, how long http-errors took. */
  readonly errorTimes: boolean;
  /** Empty: none is looked for. */
  readonly signatures: readonly SoughtSignatures[];
}

export interface LoadCounts {
  readonly intended: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** Requests handed to a connection. */
  readonly sent: number;
  /** Attempts to open a connection. */
  readonly connectionsOpened: number;
  readonly connectionsFailed: number;
}

export interface LoadEngine {
  /**
   * Half a second of requests to a sink in this process, never to the target: code runs warm, and the machine's reach is known.
   * Threads beyond the first are started here. Throws LOAD_WORKER_DIED.
   */
  warmUp(): Promise<{ perSecond: number; workers: number }>;
  /** Starts the load; t = 0 is at `t0ClockMs` on the engine's clock. Once only. */
  start(t0ClockMs: number): LoadRun;
  /** Ends what the warm-up started, also where no load followed; after the load's end. May be called again. */
  close(): Promise<void>;
}

export interface LoadRun {
  /** All stages are over and everything in flight has its outcome, or the run was stopped. Never rejects. */
  readonly ended: Promise<void>;
  /** No more sends; what is due or in flight is cancelled and counted. The last events are out when it resolves. */
  stop(): Promise<void>;
  inFlight(): number;
  counts(): LoadCounts;
  /** The stage goes on at the rate of this moment until released; what follows is later by as long. Outside the stages: nothing. */
  hold(): void;
  release(): void;
  /** By how much holds have put off what follows, so far; a hold that lasts is counted up to now. */
  shiftMs(): number;
}
