/** A step in the run's own requests that begins with a fault and ends with it: the evidence that is left when nothing else could see it. */
import { formatShare } from '../units.ts';
import { fewest, isRise, rose } from './evidence/rise.ts';
import { due, type SummedRouteBin } from './load-table.ts';
import type { FaultRun, RunRecord } from './run-record.ts';
import { binMs } from './sliding-windows.ts';
import { routeNames } from './tables.ts';
import { Histogram } from '../events/histogram.ts';

/** How far beside the fault to look. */
const reachMs = 30_000;

interface Side {
  readonly due: number;
  readonly shares: Readonly<Record<'failed' | 'degraded' | 'slow', number>>;
}

/** A route before a fault, while it was in, in each half of that time, and after its removal. */
interface Compared {
  readonly route: string;
  readonly was: Side;
  readonly during: Side;
  readonly halves: readonly Side[];
  readonly after: Side;
}

/** A measure of a route that was worse while a fault was in than before it. */
interface Rise {
  /** `failures of checkout rose from 0 % to 98 % with the injection`. */
  readonly began: string;
  /** How it was after the removal. */
  readonly ended: string;
  readonly fell: boolean;
}

/** `failures of checkout rose from 0 % to 98 % with the injection and fell to 0 % with the removal`, or null. */
export function stepIn(record: RunRecord, fault: FaultRun): string | null {
  const step = rises(record, fault).find(({ fell }) => fell);
  return step === undefined ? null : `${step.began} and ${step.ended}`;
}

/** Why no step was seen: what rose did not fall, or there was too little to see one by; null where nothing rose. */
export function whyNoStep(record: RunRecord, fault: FaultRun): string | null {
  const [fromMs, toMs] = [fault.injectedAtMs[1], fault.removedAtMs?.[0] ?? record.loadEndMs];
  const within = (from: number, to: number): number =>
    record.table.routes.filter((bin) => bin.atMs >= from && bin.atMs + binMs <= to).reduce((sum, bin) => sum + due(bin), 0);
  const [before, during] = [within(fault.injectedAtMs[0] - reachMs, fault.injectedAtMs[0]), within(fromMs, toMs)];
  if (before < fewest || during < fewest)
    return `${before} requests before it and ${during} while it was in: a step needs ${fewest} of a route on each side`;
  const rise = rises(record, fault).find(({ fell }) => !fell);
  if (rise !== undefined) return `${rise.began} and ${rise.ended}: a step ends with the removal`;
  if (compared(record, fault).some(({ was, during }) => was.due >= fewest && during.due >= fewest)) return null;
  return `no route had ${fewest} requests on each side that can be compared: at the same load and without another fault`;
}

function rises(record: RunRecord, fault: FaultRun): Rise[] {
  return compared(record, fault).flatMap(({ route, was, during, halves, after }) =>
    (['failed', 'degraded', 'slow'] as const).flatMap((what): Rise[] => {
      const [low, high, now] = [was.shares[what], during.shares[what], after.shares[what]];
      if (!differs(was, during, what) || !halves.every((side) => isRise(low, side.shares[what]))) return [];
      const words = { failed: 'failures', degraded: 'fallbacks', slow: 'slow answers' }[what];
      const began = `${words} of ${route} rose from ${formatShare(low)} to ${formatShare(high)} with the injection`;
      if (differs(after, during, what)) return [{ began, ended: `fell to ${formatShare(now)} with the removal`, fell: true }];
      const few = after.due === 0 ? 'no request' : after.due === 1 ? 'only 1 request' : `only ${after.due} requests`;
      const ended = after.due >= fewest ? 'did not fall with the removal' : `${few} came after the removal`;
      return [{ began, ended, fell: false }];
    }),
  );
}

/** Route by route; against fault-free time at the same load. */
function compared(record: RunRecord, fault: FaultRun): Compared[] {
  const injectedMs = fault.injectedAtMs[1];
  const removedMs = fault.removedAtMs?.[0] ?? record.loadEndMs;
  const loadAt = (bin: SummedRouteBin): number => record.stages[bin.stage]!.offered(bin.atMs, bin.atMs + binMs);
  const others = record.faults.filter((other) => other !== fault);
  const free = (bin: SummedRouteBin): boolean =>
    others.every((other) => bin.atMs + binMs <= other.injectedAtMs[0] || bin.atMs >= (other.removedAtMs?.[1] ?? Number.POSITIVE_INFINITY));
  return routeNames(record).flatMap((route) => {
    const bins = record.table.routes.filter((bin) => bin.route === route && free(bin));
    const inside = bins.filter((bin) => bin.atMs >= injectedMs && bin.atMs + binMs <= removedMs);
    if (inside.length === 0) return [];
    const loads = inside.map(loadAt).toSorted((a, b) => a - b);
    const usual = loads[Math.floor(loads.length / 2)] as number;
    const sameLoad = (bin: SummedRouteBin): boolean => Math.abs(loadAt(bin) - usual) <= 0.1 * usual;
    const before = bins.filter((bin) => bin.atMs + binMs <= fault.injectedAtMs[0] && bin.atMs >= injectedMs - reachMs && sameLoad(bin));
    const after = bins.filter((bin) => bin.atMs >= removedMs && bin.atMs < removedMs + reachMs && sameLoad(bin));
    const during = inside.filter((bin) => sameLoad(bin) && due(bin) > 0);
    const half = Math.ceil(during.length / 2);
    const slowMs = slowLimit(before);
    const side = (part: readonly SummedRouteBin[]): Side => sideOf(part, slowMs);
    return [
      { route, was: side(before), during: side(during), halves: [during.slice(0, half), during.slice(half)].map(side), after: side(after) },
    ];
  });
}

/** Service times beyond one and a half times the usual p95, and 20 ms, are slow. */
function slowLimit(bins: readonly SummedRouteBin[]): number {
  const service = new Histogram();
  for (const bin of bins) service.add(bin.serviceTimes);
  const usualMs = service.quantileMs(0.95) ?? 0;
  return Math.max(usualMs * 1.5, usualMs + 20);
}

function sideOf(bins: readonly SummedRouteBin[], slowMs: number): Side {
  const all = bins.reduce((sum, bin) => sum + due(bin), 0);
  const service = new Histogram();
  for (const bin of bins) service.add(bin.serviceTimes);
  return {
    due: all,
    shares: {
      failed: share(
        bins.reduce((sum, bin) => sum + due(bin) - bin.outcomes.ok, 0),
        all,
      ),
      degraded: share(
        bins.reduce((sum, bin) => sum + bin.degraded, 0),
        all,
      ),
      slow: share(service.countAbove(slowMs), service.count),
    },
  };
}

function share(hits: number, n: number): number {
  return n > 0 ? hits / n : 0;
}

function differs(side: Side, during: Side, what: keyof Side['shares']): boolean {
  return rose({ n: side.due, share: side.shares[what] }, { n: during.due, share: during.shares[what] });
}
