/** The objectives' verdicts: the analysis answers what the judges of the objectives shelf ask. */
import type { Interval } from '../events/event.ts';
import { leftOutMs } from '../objectives/gate.ts';
import { judge } from '../objectives/judge.ts';
import { isMissing, type Measures, type Missing } from '../objectives/measures.ts';
import type { During, Scope } from '../objectives/objective.ts';
import { routesOf, scopeText } from '../objectives/scope.ts';
import { count, newTally } from '../objectives/tally.ts';
import { alertFacts } from './alerts.ts';
import type { Analysis } from './analysis.ts';
import type { detections } from './detection/detection.ts';
import { probeFacts } from './probes.ts';
import { breakerRun } from './breakers-evidence.ts';
import { whyUnread } from './reconciliation.ts';
import { binMs, slidingWindows } from './sliding-windows.ts';
import type { SummedRouteBin } from './load-table.ts';
import { recoveriesOf, type FaultRecovery } from './recovery/recovery.ts';
import { calledOf } from './recovery/slots.ts';
import type { RunRecord } from './run-record.ts';

export function objectives(record: RunRecord, recoveries: readonly FaultRecovery[], detected: Detected): Analysis['objectives'] {
  const measures = measuresOf(record, recoveries, detected);
  return record.plan.objectives.map(({ objective, provable, reason }) => {
    const judged = judge(objective, measures);
    const why = judged.verdict === 'inconclusive' && !provable && reason ? `${judged.reason ?? ''} (${reason})`.trim() : judged.reason;
    return { text: objective.text, ...judged, reason: why };
  });
}

type Detected = ReturnType<typeof detections>;

interface Stretch {
  /** The time in which load was offered: what rates are taken over. */
  readonly window: Interval;
  /** Requests intended before this count: those that journeys come to after the last stage's end are the load's too. */
  readonly untilMs: number;
  /** Only the bins of this stage, whose edges are exact; null: by time. */
  readonly stage: number | null;
  readonly cut: string | null;
}

function measuresOf(record: RunRecord, recoveries: readonly FaultRecovery[], detected: Detected): Measures {
  const { plan } = record;
  return {
    faults: plan.faults.map((fault) => fault.id),
    openLoad: plan.load.model === 'open',
    endMs: record.loadEndMs,
    window(during) {
      const stretch = stretchOf(record, during);
      return isMissing(stretch) ? stretch : stretch.window;
    },
    tally(of, during) {
      const stretch = stretchOf(record, during);
      if (isMissing(stretch)) return stretch;
      const { window, cut } = stretch;
      const tally = newTally(window[1] - window[0], cut);
      for (const bin of binsWithin(record, of, stretch)) count(tally, bin, bin.atMs >= window[1]);
      return tally;
    },
    windows(of, during, windowMs) {
      const stretch = stretchOf(record, during);
      if (isMissing(stretch)) return stretch;
      return slidingWindows(binsWithin(record, of, stretch), stretch, windowMs);
    },
    fault(id) {
      return record.faults.find((fault) => fault.id === id) ?? neverInjected(record, id);
    },
    breaker: (name) => breakerRun(record, name),
    recovery(id, of) {
      const recovery = recoveries.find((one) => one.fault === id);
      if (!recovery || !record.faults.some((fault) => fault.id === id)) return neverInjected(record, id);
      const scopes = recoveriesOf(record, recovery, of);
      if (scopes.length === 0) return { missing: `no request of ${of === null ? 'any route' : scopeText(of)} was seen` };
      return scopes.map(({ shown, degradedForMs }) => ({ ...shown, scope: calledOf(shown), degradedForMs }));
    },
    alert: (pattern) => alertFacts(record, pattern),
    probe: (name) => probeFacts(record, name),
    detection: (id) => detected.get(id) ?? neverInjected(record, id),
    orders() {
      return record.of('reconciled').at(-1) ?? { missing: whyUnread(record) };
    },
  };
}

/** A bin over the edge of a fault's window goes where its middle lies. */
function binsWithin(record: RunRecord, of: Scope, { window, untilMs, stage }: Stretch): SummedRouteBin[] {
  const routes = routesOf(of, record.plan.load.journeys);
  return record.table.routes.filter((bin) => {
    if (routes !== null && !routes.has(bin.route)) return false;
    if (stage !== null) return bin.stage === stage && bin.atMs >= window[0];
    return bin.atMs + binMs / 2 >= window[0] && bin.atMs + binMs / 2 < untilMs;
  });
}

function neverInjected(record: RunRecord, id: string): Missing {
  const why = record.of('fault-skipped').find((event) => event.fault === id)?.why ?? record.stopped?.why;
  return { missing: `${id} was never injected${why ? `: ${why}` : ''}` };
}

function stretchOf(record: RunRecord, during: During): Stretch | Missing {
  const stopped = record.stopped?.why ?? null;
  const all = Number.POSITIVE_INFINITY;
  if (during.over === 'run') return { window: [0, record.loadEndMs], untilMs: all, stage: null, cut: stopped };
  if (during.over === 'stage') {
    const stage = record.stages.find((one) => one.name === during.name);
    if (!stage) return { missing: `there is no stage ${during.name}` };
    // What comes after the last stage is its own: it is whole only where the run came to its end.
    const cut = stage.cut ?? (stage.index === record.stages.length - 1 ? stopped : null);
    const fromMs = Math.min(stage.endMs, stage.startMs + leftOutMs(stage.name));
    return { window: [fromMs, stage.endMs], untilMs: all, stage: stage.index, cut };
  }
  const fault = record.faults.find((one) => one.id === during.name);
  if (!fault) return neverInjected(record, during.name);
  if (during.over === 'fault') {
    const cut = fault.removed?.why === 'planned' ? null : (stopped ?? 'it was not removed while the load ran');
    const untilMs = fault.removedAtMs?.[0] ?? all;
    return { window: [fault.injectedAtMs[1], Math.min(record.loadEndMs, untilMs)], untilMs, stage: null, cut };
  }
  if (!fault.removedAtMs) return { missing: `${during.name} was not removed while the load ran` };
  if (fault.removedAtMs[1] >= record.loadEndMs) return { missing: `the load ended when ${during.name} was removed` };
  return { window: [fault.removedAtMs[1], record.loadEndMs], untilMs: all, stage: null, cut: stopped };
}
