/** A log with one fault on link payments from 15 s to 25 s, at 20 requests a second, and whatever is known of the link besides. */
import { analyse } from '../../src/analysis/analyse.ts';
import type { Analysis } from '../../src/analysis/analysis.ts';
import type { Event } from '../../src/events/event.ts';
import type { LinkCounters, ToxicCounters } from '../../src/events/link-counters.ts';
import type { PlannedFault } from '../../src/plan/plan.ts';
import { around, latencyFault, stage, syntheticLog, type SyntheticOptions } from './synthetic-log.ts';

export const untouched: SyntheticOptions['meets'] = (_, random) => ({ ms: around(20, random) });

export const failing: SyntheticOptions['meets'] = ({ tMs }, random) =>
  tMs >= 15_000 && tMs < 25_000 ? { outcome: 'reset', ms: 2 } : { ms: around(20, random) };

export interface FaultLog {
  readonly spec?: Partial<PlannedFault['spec']>;
  readonly meets?: SyntheticOptions['meets'];
  readonly perSecond?: number;
  readonly before?: LinkCounters | null;
  readonly after?: LinkCounters | null;
  /** Of an outage: just before it. */
  readonly justBefore?: LinkCounters;
  readonly server?: 'embedded' | 'external';
  readonly events?: readonly Event[];
  readonly plan?: SyntheticOptions['plan'];
}

export function faultLog(options: FaultLog): Event[] {
  const fault = latencyFault('f', 15_000, 10_000);
  const faults = [{ ...fault, spec: { ...fault.spec, ...options.spec } }];
  const log = syntheticLog({
    stages: [stage('load', 32, options.perSecond ?? 20)],
    meets: options.meets ?? untouched,
    faults,
    ...(options.plan === undefined ? {} : { plan: options.plan }),
    events: [linkEvent(options.server ?? 'embedded'), ...(options.events ?? [])],
  });
  return log.map((event): Event => {
    if (event.type === 'fault-injected')
      return { ...event, counters: options.before ?? null, toxics: ['f'], countersBefore: options.justBefore ?? null };
    return event.type === 'fault-removed' ? { ...event, counters: options.after ?? null } : event;
  });
}

export function judged(options: FaultLog): Analysis['faults'][number] {
  return analyse(faultLog(options)).faults[0]!;
}

function linkEvent(server: 'embedded' | 'external'): Event {
  const addresses = { proxy: 'p', listen: '127.0.0.1:21001', upstream: '127.0.0.1:4001', toxiproxy: 'http://127.0.0.1:8474' };
  return { tMs: -500, type: 'link', link: 'payments', how: 'created', ...addresses, server };
}

/** `counters(12, 4_000, {open: 3}, {chunks: 7})`: bytes in each direction alike. */
export function counters(
  connections: number,
  bytes: number,
  more: Partial<LinkCounters> = {},
  toxic: Partial<ToxicCounters> | null = {},
): LinkCounters {
  const toxics: LinkCounters['toxics'] = toxic === null ? {} : { f: { connections: 0, chunks: 0, bytes: 0, delayedMs: 0, ...toxic } };
  return { connections, bytesUp: bytes / 2, bytesDown: bytes / 2, toxics, ...more };
}

export function looked(tMs: number, counted: LinkCounters | null, endedBytes: number | null = null): Event {
  return { tMs, type: 'link-counted', link: 'payments', counters: counted, endedBytes };
}

export function probed(tMs: number, more: Partial<Extract<Event, { type: 'link-probed' }>> = {}): Event {
  const met = { how: 'connect', outcome: 'answered', ms: 1, status: null, bytes: 0, detail: '' } as const;
  return { tMs, type: 'link-probed', link: 'payments', ...met, ...more };
}

export function metered(tMs: number, requests: number, failures: number | null, seconds: number | null): Event {
  return { tMs, type: 'link-metric', link: 'payments', requests, failures, seconds, detail: '' };
}
