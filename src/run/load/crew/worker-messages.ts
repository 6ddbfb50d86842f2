/** What the main thread and a thread that sends say to each other. Times are milliseconds from t = 0 unless said otherwise. */
import type { EventBody } from '../../../events/event.ts';
import type { LoadIncrements } from '../books/accounting.ts';
import type { Sending } from '../assemble.ts';
import type { Lane } from '../pace/lane.ts';

/** Handed over when the thread begins. */
export interface WorkerData extends Sending {
  readonly lane: Lane;
}

export type ToWorker =
  | { readonly do: 'warm-up' }
  /** t = 0 on the machine's monotonic clock. */
  | { readonly do: 'start'; readonly t0MachineMs: number }
  | { readonly do: 'hold'; readonly atMs: number }
  | { readonly do: 'release'; readonly atMs: number }
  | { readonly do: 'stop' };

export type FromWorker =
  | { readonly say: 'warm'; readonly perSecond: number }
  | { readonly say: 'event'; readonly body: EventBody; readonly tMs: number }
  | {
      readonly say: 'flush';
      readonly increments: LoadIncrements | undefined;
      /** Everything that ended before is in this flush or an earlier one. */
      readonly nowMs: number;
      readonly inFlight: number;
      readonly acknowledged: readonly (readonly [id: string, tMs: number])[];
    }
  /** Nothing comes after it. */
  | { readonly say: 'ended' };
