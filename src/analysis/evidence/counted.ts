/** What the counters of the proxy say of a fault: how much of the system's own traffic crossed the link, and how much of that it touched. */
import type { EventOf } from '../../events/event.ts';
import type { LinkCounters, ToxicCounters } from '../../events/link-counters.ts';
import { effectOf } from '../../faults/effect.ts';
import type { PlannedFault } from '../../plan/plan.ts';
import type { FaultRun, RunRecord } from '../run-record.ts';
import { around } from './window.ts';

/** What a fault touched; what was not counted is null. */
export interface Touched {
  readonly connections: number;
  /** Open at the injection, and opened while it was in. */
  readonly ofConnections: number | null;
  readonly requests: number | null;
  readonly chunks: number;
  readonly bytes: number;
  readonly delayedMs: number;
}

export interface Traffic {
  readonly connections: number;
  readonly bytes: number;
}

export interface Counted {
  readonly touched: Touched;
  /** Requests it met that may have been the tool's own probes; they are taken off what it touched. */
  readonly probedRequests: number;
  /** While it was in: connections opened, and bytes in both directions. */
  readonly crossed: Traffic;
  /** Bytes in its own direction. */
  readonly streamBytes: number;
  /** The system's connections that were open at the injection; null: not counted. */
  readonly openBefore: number | null;
  /** Those that were open just before an outage; null: not counted. */
  readonly openJustBefore: number | null;
  /** In the seconds before it; null: nobody looked. */
  readonly before: (Traffic & { readonly seconds: number }) | null;
  /** Connections of the system since the proxy stands there. */
  readonly ever: number;
}

/** From the counters at injection and removal; null where the server kept none. The tool's own probes are taken off. */
export function countedIn(record: RunRecord, planned: PlannedFault, fault: FaultRun): Counted | null {
  const { counters: start, countersBefore: justBefore } = fault.injected;
  const end = fault.removed?.counters ?? null;
  if (start === null || end === null) return null;
  const probes = record.of('link-probed').filter((event) => event.link === planned.link);
  const lengthMs = (probe: EventOf<'link-probed'>): number => probe.ms ?? 0;
  const own = around(probes, fault, lengthMs);
  const probeBytes = Math.max(0, ...probes.filter(({ outcome }) => outcome === 'answered').map(({ bytes }) => bytes));
  const during = trafficBetween(start, end, own.during, probeBytes);
  const stream = planned.spec.stream === 'upstream' ? 'bytesUp' : 'bytesDown';
  const looks = record.of('link-counted').filter((event) => event.link === planned.link);
  const look = around(looks, fault).before.findLast(({ counters }) => counters !== null);
  const lookedAtMs = look?.tMs ?? Number.NEGATIVE_INFINITY;
  const openBefore = openOwn(start, probes, fault.injectedAtMs[1]);
  const before =
    look?.counters == null
      ? null
      : {
          ...trafficBetween(
            look.counters,
            start,
            own.before.filter((probe) => probe.tMs > lookedAtMs),
            probeBytes,
          ),
          seconds: (fault.injectedAtMs[0] - look.tMs) / 1_000,
        };
  // What acts on requests meets no connection of a probe that only connects.
  const ofRequests = effectOf(planned) === 'requests';
  const exchanges = reached(own.during).filter(({ how }) => how === 'exchange').length;
  const probed = ofRequests ? exchanges : reached(own.during).length;
  const ofConnections = openBefore === null ? null : openBefore + during.connections;
  const { connections: active, requests, ...rest } = touchedBetween(fault.injected.toxics, start, end);
  const probedRequests = Math.min(requests ?? 0, exchanges);
  // More requests than the probes made were the system's, on one connection at least.
  const connections = Math.max(ofRequests && (requests ?? 0) > probedRequests ? 1 : 0, active - probed);
  const onlyProbed = probed > 0 && (connections === 0 || (during.connections === 0 && during.bytes === 0));
  return {
    touched: onlyProbed
      ? { connections: 0, ofConnections, requests: null, chunks: 0, bytes: 0, delayedMs: 0 }
      : { connections, ofConnections, requests: requests === null ? null : requests - probedRequests, ...rest },
    probedRequests,
    crossed: during,
    streamBytes: end[stream] - start[stream],
    openBefore,
    openJustBefore: justBefore ? openOwn(justBefore, probes, fault.injectedAtMs[0]) : null,
    before,
    ever: end.connections - reached(probes).length,
  };
}

/** A probe that was refused never reached the proxy. */
function reached(probes: readonly EventOf<'link-probed'>[]): readonly EventOf<'link-probed'>[] {
  return probes.filter(({ outcome }) => outcome !== 'refused' && outcome !== 'failed');
}

/** `probeBytes`: of a whole one, for what a fault took away from a probe crossed the link too, though the probe never got it. */
function trafficBetween(from: LinkCounters, to: LinkCounters, probes: readonly EventOf<'link-probed'>[], probeBytes: number): Traffic {
  const own = reached(probes);
  const probed = own.reduce((sum, { bytes }) => sum + Math.max(bytes, probeBytes), 0);
  const connections = Math.max(0, to.connections - from.connections - own.length);
  const bytes = Math.max(0, to.bytesUp + to.bytesDown - from.bytesUp - from.bytesDown - probed);
  // Without a connection there is nobody whose bytes they could be.
  return { connections, bytes: connections === 0 && from.open === 0 ? 0 : bytes };
}

/** Without a probe that was under way. */
function openOwn({ open }: LinkCounters, probes: readonly EventOf<'link-probed'>[], atMs: number): number | null {
  if (open === undefined) return null;
  const underWay = probes.filter(({ tMs, ms }) => tMs > atMs && tMs - (ms ?? 0) < atMs).length;
  return Math.max(0, open - underWay);
}

/**
 * Of the fault's own toxic that it is judged by, its first, where the log names them: those names are the run's alone, so that what stands
 * there is the fault's, the connections that it met when it came included. Else what all toxics of the link rose by.
 */
function touchedBetween(names: readonly string[] | undefined, from: LinkCounters, to: LinkCounters): Omit<Touched, 'ofConnections'> {
  const own = (names?.slice(0, 1) ?? Object.keys(to.toxics)).flatMap((name) => {
    const after = to.toxics[name];
    return after === undefined ? [] : [{ after, before: (names === undefined ? from.toxics[name] : undefined) ?? untouched }];
  });
  const rises = (of: (toxic: ToxicCounters) => number): number[] => own.map(({ after, before }) => Math.max(0, of(after) - of(before)));
  const sum = (of: (toxic: ToxicCounters) => number): number => rises(of).reduce((total, rise) => total + rise, 0);
  // Several toxics of one link may meet the same connections and requests.
  const most = (of: (toxic: ToxicCounters) => number): number => Math.max(0, ...rises(of));
  return {
    connections: most((toxic) => toxic.connections),
    requests: own.some(({ after }) => typeof after.requests === 'number') ? most((toxic) => toxic.requests ?? 0) : null,
    chunks: sum((toxic) => toxic.chunks),
    bytes: sum((toxic) => toxic.bytes),
    delayedMs: sum((toxic) => toxic.delayedMs),
  };
}

const untouched: ToxicCounters = { connections: 0, requests: null, chunks: 0, bytes: 0, delayedMs: 0 };
