/**
 * Watches the links of faults around their time: what crosses them, what a connection of the tool's own meets there, what the system
 * counts of its calls. It only looks; whether a fault bit is judged from the log. Nothing is asked while no fault is near.
 */
import type { Emit, Event, EventOf } from '../../events/event.ts';
import { effectOf } from '../../faults/effect.ts';
import type { Plan, PlannedFault, PlannedLink, PlannedProbe } from '../../plan/plan.ts';
import type { AskedTarget } from '../ask.ts';
import type { Clock } from '../clock.ts';
import type { LinkLook } from '../inject/contract.ts';
import { readLinkMetric } from './link-metric.ts';
import { probeLink } from './link-probe.ts';
import { probeAddress } from './probe-address.ts';

/** Before a fault: when the system's own counters are read first, when the link is, and when a bare connect is made. Links are also read as it comes and goes. */
const metricLeadMs = 10_000;
const leadMs = 5_000;
const connectLeadMs = 2_000;
/** After it: when a connection is made again, when the link is read again, and when all is over. */
const connectTailMs = 1_000;
const tailMs = 2_000;
const endMs = 4_000;

const everyMs = 1_000;
/** A long fault is looked at less often: about so many times in all. */
const mostLooks = 40;
const probeTimeoutMs = 3_000;
const tickMs = 200;

export interface LinkWatch {
  /** Every event of the run. */
  see(event: Event): void;
  start(run: RunningLinks): void;
  /** Nothing is asked and nothing is told any more. */
  stop(): Promise<void>;
}

export interface RunningLinks {
  readonly nowMs: () => number;
  readonly shiftMs: () => number;
  readonly target: AskedTarget;
  /** undefined: nothing stands on the links. */
  readonly look: ((link: string) => Promise<LinkLook>) | undefined;
}

interface Watched {
  readonly fault: PlannedFault;
  readonly link: PlannedLink;
  readonly probe: Exclude<PlannedProbe, 'off'> | 'connect' | null;
  readonly everyMs: number;
  phase: 'waiting' | 'near' | 'active' | 'after' | 'done';
  counted: 'not' | 'before' | 'after';
  nextProbeMs: number;
  nextMetricMs: number;
  removedMs: number;
}

/** It hears of links from the beginning, and looks at them once the load has started. */
export function watchLinks({ plan, clock, emit }: { plan: Plan; clock: Clock; emit: Emit }): LinkWatch {
  const standing = new Map<string, EventOf<'link'>>();
  const watched = plan.faults.flatMap((fault) => watchedOf(fault, plan));
  const leaving = new AbortController();
  const pending = new Set<Promise<void>>();
  const probing = new Set<string>();
  let run: RunningLinks | undefined;
  let timer: NodeJS.Timeout | undefined;

  const doing = (work: Promise<void>): void => {
    const settled = work.catch(() => {}).finally(() => pending.delete(settled));
    pending.add(settled);
  };
  const tell: Emit = (event) => {
    if (!leaving.signal.aborted) emit(event);
  };
  const count = async (link: string): Promise<void> => {
    const seen = await run?.look?.(link);
    if (seen !== undefined) tell({ type: 'link-counted', link, ...seen });
  };
  const probe = async ({ link, probe: by }: Watched): Promise<void> => {
    const stands = standing.get(link.name);
    const address = stands && probeAddress(stands, plan);
    if (!address || by === null || probing.has(link.name)) return;
    probing.add(link.name);
    const probed = await probeLink({
      ...address,
      probe: by === 'connect' ? undefined : by,
      timeoutMs: probeTimeoutMs,
      clock,
      signal: leaving.signal,
    });
    probing.delete(link.name);
    tell({ type: 'link-probed', link: link.name, ...probed });
  };
  const metric = async ({ link }: Watched): Promise<void> => {
    if (link.metric === undefined || run === undefined) return;
    tell({ type: 'link-metric', link: link.name, ...(await readLinkMetric(link.metric, run.target, leaving.signal)) });
  };

  const step = (one: Watched, nowMs: number, dueMs: number): void => {
    if (one.phase === 'waiting' && nowMs >= dueMs - metricLeadMs) one.phase = 'near';
    if (one.phase === 'waiting' || one.phase === 'done') return;
    if (one.phase === 'after' && nowMs >= one.removedMs + endMs) one.phase = 'done';
    if (one.phase === 'near' && one.counted === 'not' && nowMs >= dueMs - leadMs) {
      one.counted = 'before';
      doing(count(one.link.name));
    }
    if (one.phase === 'after' && one.counted !== 'after' && nowMs >= one.removedMs + tailMs) {
      one.counted = 'after';
      doing(count(one.link.name));
    }
    if (nowMs >= one.nextMetricMs) {
      one.nextMetricMs = nowMs + one.everyMs;
      doing(metric(one));
    }
    if (nowMs >= Math.max(one.nextProbeMs, one.phase === 'near' ? dueMs - (one.probe === 'connect' ? connectLeadMs : leadMs) : 0)) {
      // A bare connect that stands is half a handshake for the dependency: one before the fault and one after it, no more.
      one.nextProbeMs = one.probe === 'connect' && one.phase !== 'active' ? Number.POSITIVE_INFINITY : nowMs + one.everyMs;
      doing(probe(one));
    }
  };

  return {
    see(event) {
      if (event.type === 'link') standing.set(event.link, event);
      if (event.type !== 'fault-injected' && event.type !== 'fault-removed' && event.type !== 'fault-skipped') return;
      for (const one of watched) {
        if (one.fault.id !== event.fault) continue;
        if (event.type === 'fault-skipped') {
          one.phase = 'done';
          continue;
        }
        if (run !== undefined) doing(count(one.link.name));
        if (event.type === 'fault-injected') Object.assign(one, { phase: 'active', nextProbeMs: 0, nextMetricMs: 0 });
        else {
          const nowMs = run?.nowMs() ?? event.tMs;
          Object.assign(one, { phase: 'after', removedMs: nowMs, nextProbeMs: nowMs + connectTailMs, nextMetricMs: 0 });
        }
      }
    },
    start(given) {
      run = given;
      if (watched.length === 0) return;
      timer = setInterval(() => {
        const nowMs = given.nowMs();
        for (const one of watched) step(one, nowMs, one.fault.atMs + given.shiftMs());
        if (watched.every(({ phase }) => phase === 'done')) clearInterval(timer);
      }, tickMs);
    },
    async stop() {
      clearInterval(timer);
      leaving.abort();
      await Promise.all(pending);
    },
  };
}

/** Nothing for a fault that acts on no link. */
function watchedOf(fault: PlannedFault, plan: Plan): Watched[] {
  const link = plan.links.find(({ name }) => name === fault.link);
  if (link === undefined) return [];
  const byDefault = effectOf(fault) === 'refused' ? 'connect' : null;
  return [
    {
      fault,
      link,
      probe: link.probe === 'off' ? null : (link.probe ?? byDefault),
      everyMs: Math.max(everyMs, fault.forMs / mostLooks),
      phase: 'waiting',
      counted: 'not',
      nextProbeMs: 0,
      nextMetricMs: 0,
      removedMs: 0,
    },
  ];
}
