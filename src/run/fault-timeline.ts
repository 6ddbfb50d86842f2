/**
 * When faults come and go. Each fault waits for its own moment, so that a slow call on one link does not delay the
 * removal on another. A held stage shifts what follows: the moments are asked for again while waiting.
 */
import { messageOf } from '../errors.ts';
import type { Emit, RemovalReason } from '../events/event.ts';
import type { PlannedFault } from '../plan/plan.ts';

/** The part of the injector that the timeline needs. */
export interface Injects {
  inject(fault: PlannedFault): Promise<unknown>;
  remove(faultId: string, why: RemovalReason): Promise<unknown>;
  /** Told when a hold moves the end of an active fault. */
  postpone?(faultId: string, untilMs: number): void;
}

export interface FaultTimeline {
  /** Settles when every fault has come and gone, or the timeline was stopped. */
  readonly done: Promise<void>;
  /** Injects a planned fault now; it keeps its length. False: unknown, or already injected. */
  bringForward(faultId: string): boolean;
  /** Removes what is active now. Returns their ids. */
  clear(): Promise<string[]>;
  /** No fault begins any more; active ones stay for the undo. */
  stop(): void;
}

const checkEveryMs = 50;
/** While a hold lasts, the end of a fault moves all the time. */
const tellEveryMs = 500;

export function runFaults(options: {
  faults: readonly PlannedFault[];
  injector: Injects;
  nowMs: () => number;
  shiftMs: () => number;
  emit: Emit;
  /** Asked before each injection: false keeps the fault from coming (the baseline gate said no). */
  mayInject: () => boolean;
}): FaultTimeline {
  const { injector, nowMs, shiftMs, emit } = options;
  let stopped = false;
  const forward = new Set<string>();
  const active = new Map<string, () => void>();
  const begun = new Set<string>();

  /** Waits in small steps, because a hold may move the moment while we wait; ends early when asked to. */
  const until = async (moment: () => number, early: () => boolean): Promise<void> => {
    for (;;) {
      const leftMs = moment() - nowMs();
      if (stopped || leftMs <= 0 || early()) return;
      await new Promise((resolve) => setTimeout(resolve, Math.min(leftMs, checkEveryMs)));
    }
  };

  const rehearse = async (fault: PlannedFault): Promise<void> => {
    await until(
      () => fault.atMs + shiftMs(),
      () => forward.has(fault.id),
    );
    if (stopped) return;
    if (!options.mayInject()) return;
    begun.add(fault.id);
    const beganMs = nowMs();
    try {
      await injector.inject(fault);
    } catch (error) {
      emit({ type: 'fault-skipped', fault: fault.id, why: messageOf(error) });
      return;
    }
    let cleared = false;
    active.set(fault.id, () => {
      cleared = true;
    });
    const endMs = forward.has(fault.id) ? beganMs + fault.forMs : undefined;
    let toldMs = fault.atMs + fault.forMs + shiftMs();
    const end = (): number => {
      const dueMs = endMs ?? fault.atMs + fault.forMs + shiftMs();
      if (dueMs - toldMs > tellEveryMs) injector.postpone?.(fault.id, (toldMs = dueMs));
      return dueMs;
    };
    await until(end, () => cleared);
    active.delete(fault.id);
    if (stopped && !cleared) return;
    try {
      await injector.remove(fault.id, cleared ? 'cleared' : 'planned');
    } catch (error) {
      emit({ type: 'trouble', what: `removing ${fault.id}`, detail: messageOf(error) });
    }
  };

  return {
    done: Promise.all(options.faults.map(rehearse)).then(() => {}),
    bringForward(faultId) {
      if (begun.has(faultId) || !options.faults.some((fault) => fault.id === faultId)) return false;
      forward.add(faultId);
      return true;
    },
    async clear() {
      const ids = [...active.keys()];
      for (const clear of active.values()) clear();
      return ids;
    },
    stop() {
      stopped = true;
    },
  };
}
