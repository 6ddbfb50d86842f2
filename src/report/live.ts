/** What is going on now: a fold over the plan and the events so far, which the panel and the heartbeat both read. Pure and flat in memory. */
import type { BreakerState } from '../events/breaker-state.ts';
import type { Event, Outcome } from '../events/event.ts';
import type { Plan } from '../plan/plan.ts';
import { happeningOf } from './happening.ts';
import type { Happening } from './happening.ts';
import { LiveWindow } from './live-window.ts';
import type { Recent } from './live-window.ts';

/** Happenings kept for whoever shows the last few. */
const keptHappenings = 8;

export interface LiveFault {
  readonly id: string;
  /** null: it acts on no link. */
  readonly link: string | null;
  readonly type: string;
  /** Until its planned removal; never negative. */
  readonly leftMs: number;
}

export interface LiveBreaker {
  readonly name: string;
  /** The worst of its instances; null: not heard of yet. */
  readonly state: BreakerState | null;
  readonly sinceMs: number | null;
  readonly answering: boolean;
}

/** What a person is asked to do and has not confirmed yet: of an active fault, its undo. */
export interface Asked {
  readonly fault: string;
  readonly say: string;
}

export interface LiveView {
  readonly phase: 'preparing' | 'running' | 'ended';
  readonly totalMs: number;
  readonly stage: {
    readonly name: string;
    readonly number: number;
    readonly of: number;
    readonly forMs: number;
    readonly leftMs: number;
    readonly held: boolean;
  } | null;
  readonly recent: Recent;
  readonly inFlight: number | null;
  readonly intended: number;
  readonly ended: number;
  readonly failures: ReadonlyMap<Outcome, number>;
  readonly active: readonly LiveFault[];
  readonly next: { readonly id: string; readonly inMs: number } | null;
  readonly asked: Asked | null;
  readonly breakers: readonly LiveBreaker[];
  readonly happenings: readonly Happening[];
}

export interface Live {
  readonly plan: Plan;
  update(event: Event): void;
  /** @param nowMs milliseconds from t = 0 */
  view(nowMs: number): LiveView;
}

interface Heard {
  state: BreakerState;
  sinceMs: number;
}

export function createLive(plan: Plan): Live {
  const window = new LiveWindow();
  const failures = new Map<Outcome, number>();
  const injected = new Map<string, number>();
  const done = new Set<string>();
  const breakers = new Map<string, { instances: Map<string, Heard>; silent: Set<string> }>(
    plan.breakers.map(({ name }) => [name, { instances: new Map(), silent: new Set() }]),
  );
  const happenings: Happening[] = [];
  let phase: LiveView['phase'] = 'preparing';
  let stage: { index: number; name: string; startMs: number; forMs: number } | null = null;
  let held = false;
  let asked: Asked | null = null;
  const inFlight = new Map<number, number>();
  let intended = 0;
  let ok = 0;

  function update(event: Event): void {
    const happening = happeningOf(event);
    if (happening !== null) {
      happenings.push(happening);
      if (happenings.length > keptHappenings) happenings.shift();
    }
    asked = askedAfter(event, asked);
    if (event.type === 'started') phase = 'running';
    else if (event.type === 'stage') {
      phase = 'running';
      held = false;
      stage = { index: event.index, name: event.name, startMs: event.tMs, forMs: event.forMs };
    } else if (event.type === 'load') {
      window.add(event);
      for (const bin of event.bins) {
        intended += bin.intended;
        for (const [outcome, n] of Object.entries(bin.outcomes) as [Outcome, number][]) {
          if (outcome === 'ok') ok += n;
          else failures.set(outcome, (failures.get(outcome) ?? 0) + n);
        }
      }
    } else if (event.type === 'generator') inFlight.set(event.worker ?? 0, event.inFlight);
    else if (event.type === 'fault-injected') injected.set(event.fault, event.confirmedMs);
    else if (event.type === 'fault-removed' || event.type === 'fault-skipped') {
      injected.delete(event.fault);
      done.add(event.fault);
    } else if (event.type === 'breaker') {
      const heard = breakerOf(event.breaker);
      heard.silent.delete(event.instance);
      heard.instances.set(event.instance, { state: event.to, sinceMs: event.atMs[1] });
    } else if (event.type === 'breaker-source') {
      const heard = breakerOf(event.breaker);
      if (event.gone === true || event.unusable !== undefined) heard.instances.delete(event.instance);
      if (event.gone === true) heard.silent.delete(event.instance);
      else if (!event.answering || event.unusable !== undefined) heard.silent.add(event.instance);
      else {
        heard.silent.delete(event.instance);
        const state = event.state === undefined && !heard.instances.has(event.instance) ? 'closed' : event.state;
        if (state) heard.instances.set(event.instance, { state, sinceMs: event.tMs });
      }
    } else if (event.type === 'command' && (event.command === 'hold' || event.command === 'release')) held = event.command === 'hold';
    else if (event.type === 'ended') phase = 'ended';
  }

  function breakerOf(name: string): { instances: Map<string, Heard>; silent: Set<string> } {
    let heard = breakers.get(name);
    if (heard === undefined) breakers.set(name, (heard = { instances: new Map(), silent: new Set() }));
    return heard;
  }

  function view(nowMs: number): LiveView {
    // A held stage shifts all that follows, so the shift of the current stage is the shift of what is left.
    const shiftMs = stage === null ? 0 : Math.max(0, stage.startMs - (plan.load.stages[stage.index]?.startMs ?? stage.startMs));
    const faults = new Map(plan.faults.map((fault) => [fault.id, fault]));
    const active = [...injected].map(([id, sinceMs]): LiveFault => {
      const fault = faults.get(id);
      return {
        id,
        link: fault?.link ?? null,
        type: fault?.spec.type ?? '',
        leftMs: fault === undefined ? 0 : Math.max(0, sinceMs + fault.forMs - nowMs),
      };
    });
    const ahead = plan.faults.filter(({ id }) => !injected.has(id) && !done.has(id) && id !== asked?.fault);
    const waiting = ahead.toSorted((a, b) => a.atMs - b.atMs)[0];
    let failed = 0;
    for (const n of failures.values()) failed += n;
    return {
      phase,
      totalMs: plan.load.totalMs + shiftMs,
      stage:
        stage === null
          ? null
          : {
              name: stage.name,
              number: stage.index + 1,
              of: plan.load.stages.length,
              forMs: stage.forMs,
              leftMs: Math.max(0, stage.startMs + stage.forMs - nowMs),
              held,
            },
      recent: window.at(nowMs),
      inFlight: inFlight.size === 0 ? null : [...inFlight.values()].reduce((sum, count) => sum + count, 0),
      intended,
      ended: ok + failed,
      failures,
      active,
      next: waiting === undefined || phase === 'ended' ? null : { id: waiting.id, inMs: Math.max(0, waiting.atMs + shiftMs - nowMs) },
      asked,
      breakers: [...breakers].map(([name, { instances, silent }]) => worstOf(name, [...instances.values()], silent.size === 0)),
      happenings,
    };
  }

  return { plan, update, view };
}

/** Nobody is asked twice at once. A question ends with its answer, and with that of what it was asked for. */
function askedAfter(event: Event, asked: Asked | null): Asked | null {
  switch (event.type) {
    case 'person-asked':
      return { fault: event.fault, say: event.say };
    case 'person-confirmed':
    case 'fault-skipped':
    case 'fault-removed':
      return event.fault === asked?.fault ? null : asked;
    case 'trouble':
      return event.what === `removing ${asked?.fault}` ? null : asked;
    case 'rolled-back':
    case 'ended':
      return null;
    default:
      return asked;
  }
}

const badness: Readonly<Record<BreakerState, number>> = { closed: 0, 'half-open': 1, open: 2 };

function worstOf(name: string, instances: readonly Heard[], answering: boolean): LiveBreaker {
  const worst = instances.toSorted((a, b) => badness[b.state] - badness[a.state] || a.sinceMs - b.sinceMs)[0];
  return { name, state: worst?.state ?? null, sinceMs: worst?.sinceMs ?? null, answering };
}
