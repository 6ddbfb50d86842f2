/** What the log says happened, sorted into what the rest of the analysis asks for. Nothing is judged here. */
import { ChaosError } from '../errors.ts';
import type { Event, EventBody, EventOf, Interval } from '../events/event.ts';
import type { Plan, PlannedStage } from '../plan/plan.ts';
import { sumLoad, type LoadTable } from './load-table.ts';
import { holdsOf, offeredIn, type OfferedBetween } from './offered.ts';

/** A stage as it was run: a hold makes it longer and shifts what follows. */
export interface StageRun {
  readonly index: number;
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
  /** Why it is not whole, or null. */
  readonly cut: string | null;
  readonly planned: PlannedStage;
  /** The load that was meant. */
  readonly offered: OfferedBetween;
}

export interface FaultRun {
  readonly id: string;
  readonly injected: EventOf<'fault-injected'>;
  readonly removed: EventOf<'fault-removed'> | null;
  readonly injectedAtMs: Interval;
  readonly removedAtMs: Interval | null;
}

export interface RunRecord {
  readonly opened: EventOf<'opened'>;
  readonly plan: Plan;
  readonly events: readonly Event[];
  readonly startedAt: string | null;
  readonly table: LoadTable;
  readonly stages: readonly StageRun[];
  /** By the order of injection. A fault that was injected twice stands with its first time. */
  readonly faults: readonly FaultRun[];
  /** When the run was stopped before its end, and by what; null for a run that went through. */
  readonly stopped: { readonly atMs: number; readonly why: string } | null;
  /** The end of the load that was sent. */
  readonly loadEndMs: number;
  /** The log has no `ended`: the process was killed. */
  readonly killed: boolean;
  of<T extends EventBody['type']>(type: T): EventOf<T>[];
}

/** Starts that are off by less than this are the same moment, told a little late. */
const tellingMs = 100;

/** Throws ChaosError LOG_UNREADABLE where the first event is not `opened`. */
export function readRecord(events: readonly Event[]): RunRecord {
  const opened = events[0];
  if (opened?.type !== 'opened')
    throw new ChaosError('LOG_UNREADABLE', 'the event log does not begin with `opened`', 'the beginning of the file is missing');
  const { plan } = opened;
  const byType = Map.groupBy(events, (event) => event.type);
  const of = <T extends EventBody['type']>(type: T): EventOf<T>[] => (byType.get(type) ?? []) as unknown as EventOf<T>[];
  const stopped = stopOf(events, of);
  const stages = stagesOf(plan, of('stage'), holdsOf(of('command')), stopped);
  const lastEnd = stages.reduce((end, stage) => (stage.cut === notReached ? end : Math.max(end, stage.endMs)), 0);
  return {
    opened,
    plan,
    events,
    startedAt: of('started')[0]?.startedAt ?? null,
    table: sumLoad(of('load')),
    stages,
    faults: faultsOf(of('fault-injected'), of('fault-removed')),
    stopped,
    loadEndMs: lastEnd,
    killed: of('ended').length === 0,
    of,
  };
}

export const notReached = 'the run ended before it began';

function stopOf(events: readonly Event[], of: RunRecord['of']): RunRecord['stopped'] {
  const first = events.find(
    (event) => event.type === 'abort' || event.type === 'signal' || (event.type === 'gate' && !event.ok && event.heeded !== false),
  );
  if (first)
    return {
      atMs: first.tMs,
      why:
        first.type === 'abort' ? 'the run was aborted' : first.type === 'signal' ? 'the run was interrupted' : 'the baseline was not fit',
    };
  const ended = of('ended')[0];
  if (!ended) return { atMs: Math.max(0, ...events.map((event) => event.tMs)), why: 'the run was killed' };
  if (ended.why === 'completed') return null;
  const command = of('command').findLast((event) => event.command === 'abort');
  return {
    atMs: command?.tMs ?? ended.tMs,
    why: ended.why === 'aborted' ? 'the run was aborted' : ended.why === 'interrupted' ? 'the run was interrupted' : 'the run failed',
  };
}

function stagesOf(
  plan: Plan,
  begun: readonly EventOf<'stage'>[],
  holds: ReturnType<typeof holdsOf>,
  stopped: RunRecord['stopped'],
): StageRun[] {
  const started = new Map(begun.map((event) => [event.index, event.tMs]));
  const starts: number[] = [];
  let shift = 0;
  for (const [index, stage] of plan.load.stages.entries()) {
    const told = started.get(index);
    if (told !== undefined && Math.abs(told - stage.startMs - shift) > tellingMs) shift = told - stage.startMs;
    starts.push(stage.startMs + shift);
  }
  return plan.load.stages.map((planned, index) => {
    const startMs = starts[index] as number;
    const whole = starts[index + 1] ?? startMs + planned.forMs;
    const reached = stopped === null || stopped.atMs > startMs;
    const endMs = stopped === null || !reached ? whole : Math.min(whole, stopped.atMs);
    const cut = !reached ? notReached : endMs < whole ? (stopped?.why ?? null) : null;
    return { index, name: planned.name, startMs, endMs, cut, planned, offered: offeredIn({ planned, startMs, endMs }, holds) };
  });
}

function faultsOf(injected: readonly EventOf<'fault-injected'>[], removed: readonly EventOf<'fault-removed'>[]): FaultRun[] {
  const runs = new Map<string, FaultRun>();
  for (const event of injected.toSorted((a, b) => a.confirmedMs - b.confirmedMs)) {
    if (runs.has(event.fault)) continue;
    const end =
      removed
        .filter((one) => one.fault === event.fault && one.confirmedMs >= event.confirmedMs)
        .toSorted((a, b) => a.confirmedMs - b.confirmedMs)[0] ?? null;
    runs.set(event.fault, {
      id: event.fault,
      injected: event,
      removed: end,
      injectedAtMs: [event.sentMs, event.confirmedMs],
      removedAtMs: end && [end.sentMs, end.confirmedMs],
    });
  }
  return [...runs.values()];
}
