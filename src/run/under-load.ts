/**
 * From t = 0 to the end of the load: the engine sends, the timeline injects, and two folds over the event stream may
 * end it early: the baseline gate (no fault reaches a system that is not well to begin with) and the abort rules.
 */
import type { Event } from '../events/event.ts';
import type { EventLog } from '../events/write-log.ts';
import { describeFault } from '../faults/shelf.ts';
import { createAbortWatch } from '../objectives/abort.ts';
import { createGate } from '../objectives/gate.ts';
import type { Plan } from '../plan/plan.ts';
import type { Clock } from './clock.ts';
import { runFaults, type FaultTimeline } from './fault-timeline.ts';
import type { FaultInjector } from './inject/contract.ts';
import type { LoadEngine, LoadRun } from './load/contract.ts';
import type { Stopper } from './stop.ts';

/** From the last preparation to the first send: long enough for what was just scheduled to settle. */
const leadMs = 50;

export interface UnderLoad {
  readonly load: LoadRun;
  readonly faults: FaultTimeline;
  nowMs(): number;
  /** What is in just now, in words, and until when by the wall clock. */
  activeFaults(): readonly { readonly fault: string; readonly link: string | null; readonly what: string; readonly until: string }[];
}

/** Fixes t = 0, starts everything and returns at once; `finish` waits. */
export function startLoad(options: {
  plan: Plan;
  clock: Clock;
  log: EventLog;
  engine: LoadEngine;
  injector: FaultInjector | null;
  stopper: Stopper;
}): UnderLoad {
  const { plan, clock, log, engine, injector, stopper } = options;
  const t0 = clock.now() + leadMs;
  const startedAt = clock.wall(leadMs).toISOString();
  const nowMs = (): number => clock.now() - t0;
  watch(plan, log, stopper);
  const gate = watchGate(plan, log, stopper);
  log.setOrigin(t0);
  log.emit({ type: 'started', startedAt }, 0);
  const load = engine.start(t0);
  const faults = runFaults({
    faults: injector ? plan.faults : [],
    injector: injector ?? { inject: async () => {}, step: async () => {}, remove: async () => {} },
    nowMs,
    shiftMs: () => load.shiftMs(),
    emit: log.emit,
    mayInject: gate,
    loadEndMs: plan.load.totalMs,
  });
  const activeFaults: UnderLoad['activeFaults'] = () =>
    (injector?.active() ?? []).map(({ fault, link, untilMs }) => {
      const spec = plan.faults.find(({ id }) => id === fault)?.spec;
      return { fault, link, what: spec ? describeFault(spec) : fault, until: clock.wall(untilMs - nowMs()).toISOString() };
    });
  return { load, faults, nowMs, activeFaults };
}

function watch(plan: Plan, log: EventLog, stopper: Stopper): void {
  if (plan.abort.length === 0) return;
  const abortWatch = createAbortWatch(plan.abort, plan.load.journeys);
  log.subscribe((event: Event) => {
    const hit = abortWatch(event);
    if (!hit || stopper.reason) return;
    log.emit({ type: 'abort', rule: hit.rule, reason: hit.reason });
    stopper.request({ why: 'aborted', detail: `abort rule "${hit.rule}": ${hit.reason}` });
  });
}

/**
 * Judged when the last request of the baseline has ended, at the latest when the first fault wants to begin. Where the gate is off it is judged and
 * told all the same, and stops nothing.
 */
function watchGate(plan: Plan, log: EventLog, stopper: Stopper): () => boolean {
  if (!plan.baseline?.gates) return () => true;
  const gate = createGate(plan);
  const heeded = plan.gate !== 'off';
  let passes: boolean | undefined;
  const judge = (): boolean => {
    if (passes !== undefined) return passes;
    const { ok, reason } = gate.judge();
    passes = ok || !heeded;
    log.emit({ type: 'gate', ok, reason, ...(heeded ? {} : { heeded }) });
    if (!passes) stopper.request({ why: 'gate', detail: reason });
    return passes;
  };
  log.subscribe((event: Event) => {
    gate.see(event);
    if (passes === undefined && gate.settled()) judge();
  });
  return judge;
}
