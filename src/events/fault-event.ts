/** What happens to the faults of a run: from the injection, each with the counters of its link, to the removal. */
import type { LinkCounters } from './link-counters.ts';

/** A fault goes at its planned moment, because a person cleared it while the run went on, or because the run stops. */
export type RemovalReason = 'planned' | 'cleared' | 'stopped';

export type FaultEvent =
  | {
      type: 'fault-injected';
      fault: string;
      sentMs: number;
      confirmedMs: number;
      counters: LinkCounters | null;
      /** Just before a link was taken down; absent for other faults, and in logs of earlier versions. */
      countersBefore?: LinkCounters | null;
      /** What it is called among the proxy's toxics; absent in logs of earlier versions. */
      toxics?: readonly string[];
    }
  /** A step of a fault after its injection, as of one that flaps or is ramped. */
  | { type: 'fault-step'; fault: string; what: string; sentMs: number; confirmedMs: number }
  /** A command of a fault has ended. `code` null: it was ended. */
  | {
      type: 'command-ended';
      fault: string;
      part: 'inject' | 'verify';
      command: string;
      code: number | null;
      ms: number;
      /** The last lines of what it wrote. */
      output: string;
    }
  | { type: 'person-asked'; fault: string; say: string }
  | { type: 'person-confirmed'; fault: string; from: string }
  /** What shows that a fault that acts on no link took effect, or did not: a process that stands still, the answer of its own check. */
  | { type: 'fault-evidence'; fault: string; ok: boolean; detail: string }
  | {
      type: 'fault-removed';
      fault: string;
      sentMs: number;
      confirmedMs: number;
      counters: LinkCounters | null;
      why: RemovalReason;
      /** When its time was over it was no longer there: nobody knows how long it was in. */
      lost?: boolean;
    }
  | { type: 'fault-skipped'; fault: string; why: string };
