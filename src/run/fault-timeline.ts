/**
 * When faults come, change and go. Each fault waits for its own moments, so that a slow call on one link does not delay the
 * removal on another. A fault that takes long to come is in for as long as was planned: its changes and its end count from the moment it
 * was confirmed. A held stage shifts what follows: the moments are asked for again while waiting.
 */
import { messageOf } from '../errors.ts';
import type { Emit } from '../events/event.ts';
import type { RemovalReason } from '../events/fault-event.ts';
import { kindOf } from '../faults/shelf.ts';
import type { Step } from '../faults/step.ts';
import type { PlannedFault } from '../plan/plan.ts';

/** The part of the injector that the timeline needs. */
export interface Injects {
  inject(fault: PlannedFault): Promise<unknown>;
  step(faultId: string, step: Step): Promise<unknown>;
  remove(faultId: string, why: RemovalReason): Promise<unknown>;
  /** Told when a hold moves the end of an active fault. */
  postpone?(faultId: string, untilMs: number): void;
}

export interface FaultTimeline {
  /** Settles when every fault has come and gone, or the timeline was stopped. */
  readonly done: Promise<void>;
  /** Injects a planned fault now; it keeps its length. False: unknown, or already injected. */
  bringForward(faultId: string): boolean;
  /** Removes what is active now, or about to be: everything, the fault of this id, or what is on the link of this name. Returns their ids. */
  clear(which?: string): Promise<string[]>;
  /** No fault begins any more; active ones stay for the undo. */
  stop(): void;
}

const checkEveryMs = 50;
/** While a hold lasts, the end of a fault moves all the time. */
const tellEveryMs = 500;
/** A fault that came late is gone so long before the load ends, unless it was planned to stay longer. */
const beforeLoadEndMs = 500;

export function runFaults(options: {
  faults: readonly PlannedFault[];
  injector: Injects;
  nowMs: () => number;
  shiftMs: () => number;
  emit: Emit;
  /** Asked before each injection: false keeps the fault from coming (the baseline gate said no). */
  mayInject: () => boolean;
  /** The planned end of the load, which a fault that came late must not outlast; not given: there is none. */
  loadEndMs?: number;
}): FaultTimeline {
  const { injector, nowMs, shiftMs, emit, loadEndMs = Number.POSITIVE_INFINITY } = options;
  let stopped = false;
  const forward = new Set<string>();
  const active = new Map<string, () => void>();
  const begun = new Set<string>();
  const gone = new Map<string, Promise<void>>();

  /** Waits in small steps, because a hold may move the moment while we wait; ends early when asked to. */
  const until = async (moment: () => number, early: () => boolean): Promise<void> => {
    for (;;) {
      const leftMs = moment() - nowMs();
      if (stopped || leftMs <= 0 || early()) return;
      await new Promise((resolve) => setTimeout(resolve, Math.min(leftMs, checkEveryMs)));
    }
  };

  const tell = async (what: string, work: Promise<unknown>): Promise<void> => {
    try {
      await work;
    } catch (error) {
      emit({ type: 'trouble', what, detail: messageOf(error) });
    }
  };

  /** The steps that come after the injection, as far as there is time for them. */
  const change = async (fault: PlannedFault, beganMs: () => number, endMs: () => number, isCleared: () => boolean): Promise<void> => {
    const later = kindOf(fault.spec)
      .steps(fault.spec, fault.forMs)
      .filter(({ afterMs }) => afterMs > 0);
    for (const [index, step] of later.entries()) {
      await until(() => Math.min(beganMs() + step.afterMs, endMs()), isCleared);
      if (stopped || isCleared() || beganMs() + step.afterMs > endMs()) return;
      // One that is late is not made up for when the next is due already: the last value counts.
      const next = later[index + 1];
      if (next !== undefined && next.do === step.do && nowMs() >= beganMs() + next.afterMs) continue;
      await tell(`changing ${fault.id}`, injector.step(fault.id, step));
    }
  };

  const rehearse = async (fault: PlannedFault): Promise<void> => {
    await until(
      () => fault.atMs + shiftMs(),
      () => forward.has(fault.id),
    );
    if (stopped) return;
    // What follows another on the same link waits until that one is gone.
    if (!forward.has(fault.id)) await Promise.all(justBefore(fault, options.faults).map(({ id }) => gone.get(id)));
    if (stopped || !options.mayInject()) return;
    begun.add(fault.id);
    // From here on: who clears it while it is still coming means it as well.
    let cleared = false;
    active.set(fault.id, () => {
      cleared = true;
    });
    const isCleared = (): boolean => cleared;
    // One that was brought forward stands outside the stages, and so outside their holds.
    const heldMs = forward.has(fault.id) ? (): number => 0 : shiftMs;
    // Its steps stay where they were planned: what is ramped is ramped no faster, and cut short at its end.
    const ditherMs = fault.dither?.earlierMs ?? 0;
    const plannedMs = (forward.has(fault.id) ? nowMs() : fault.atMs) + fault.forMs - ditherMs;
    let toldMs = plannedMs + heldMs();
    try {
      await injector.inject(fault);
    } catch (error) {
      active.delete(fault.id);
      emit({ type: 'fault-skipped', fault: fault.id, why: messageOf(error) });
      return;
    }
    const confirmedMs = nowMs() - heldMs();
    const lastMs = Math.max(plannedMs, loadEndMs - beforeLoadEndMs);
    const beganMs = (): number => confirmedMs + heldMs();
    const endMs = (): number => {
      const dueMs = Math.min(confirmedMs + fault.forMs - ditherMs, lastMs) + heldMs();
      if (dueMs - toldMs > tellEveryMs) injector.postpone?.(fault.id, (toldMs = dueMs));
      return dueMs;
    };
    await change(fault, beganMs, endMs, isCleared);
    await until(endMs, isCleared);
    active.delete(fault.id);
    if (stopped && !cleared) return;
    await tell(`removing ${fault.id}`, injector.remove(fault.id, cleared ? 'cleared' : 'planned'));
  };

  // Whoever waits for another must find it in the map: nobody begins before all are in it.
  const ready = Promise.resolve();
  for (const fault of options.faults) {
    gone.set(
      fault.id,
      ready.then(() => rehearse(fault)),
    );
  }

  return {
    done: Promise.all(gone.values()).then(() => {}),
    bringForward(faultId) {
      if (begun.has(faultId) || !options.faults.some((fault) => fault.id === faultId)) return false;
      forward.add(faultId);
      return true;
    },
    async clear(which) {
      const isMeant = (id: string): boolean =>
        which === undefined || id === which || options.faults.some((fault) => fault.id === id && fault.link === which);
      const meant = [...active].filter(([id]) => isMeant(id));
      for (const [, clear] of meant) clear();
      return meant.map(([id]) => id);
    },
    stop() {
      stopped = true;
    },
  };
}

/** Faults on the same link whose planned end is this one's begin. */
function justBefore(fault: PlannedFault, faults: readonly PlannedFault[]): PlannedFault[] {
  return faults.filter((other) => fault.link !== null && other.link === fault.link && other.atMs + other.forMs === fault.atMs);
}
