/**
 * The baseline gate: a system that is not well before anything was done to it gets no fault. A fold over the run's
 * events, judged when the last request of the baseline has ended, at the latest just before the first injection.
 * The first 3 s (connections, caches) are left out.
 */
import type { Event } from '../events/event.ts';
import { Histogram } from '../events/histogram.ts';
import type { Plan } from '../plan/plan.ts';
import { judgeMeasure } from './judge-measure.ts';
import { isMeasure } from './measured-value.ts';
import { routesOf } from './scope.ts';
import { newHalf, unsteady, type Half } from './steadiness.ts';
import { formatMs, formatShare } from '../units.ts';
import { watchBystanders } from './gate-bystanders.ts';
import { objectivesDuring } from './gate-objectives.ts';
import { windowsWithin } from './gate-windows.ts';
import { count, ended, newTally, type Counted } from './tally.ts';

/** What counts of a baseline begins this long after its start. */
export const warmUpMs = 3_000;
/**
 * What an objective `during STAGE` leaves out of the stage's beginning: caches and connections warm up in the first
 * seconds of the stage named `baseline`. A stage that only serves as one was named for something else.
 */
export function leftOutMs(stage: string): number {
  return stage === 'baseline' ? warmUpMs : 0;
}

/** Lines of the log trail what they count by one reporting interval. */
const trailMs = 500;

export interface Gate {
  see(event: Event): void;
  /** The baseline is over and every request of it has ended. */
  settled(): boolean;
  /** From what has ended so far. `ok` where the plan has no baseline that gates. */
  judge(): { ok: boolean; reason: string };
}

export function createGate(plan: Plan): Gate {
  const { baseline } = plan;
  if (!baseline?.gates) return { see: () => {}, settled: () => true, judge: () => ({ ok: true, reason: 'the baseline gates nothing' }) };
  const { stages, journeys } = plan.load;
  const index = stages.findIndex((stage) => stage.name === baseline.stage);
  const stage = stages[index];
  // A held stage lasts longer than planned: where the baseline ends with its stage, the next stage's start is its end.
  const endsWithStage = stage !== undefined && baseline.endMs >= stage.startMs + stage.forMs && index < stages.length - 1;
  const fromMs = baseline.startMs + warmUpMs;
  const middleMs = (fromMs + baseline.endMs) / 2;
  const halves = [newHalf(), newHalf()] as const;
  const own = objectivesDuring(baseline.stage, plan);
  const judged = own.filter(isMeasure).map((measure) => ({
    measure,
    routes: routesOf(measure.of, journeys),
    tally: newTally(),
    bins: [] as Counted[],
  }));
  let pending = 0;
  let overMs = endsWithStage ? null : baseline.endMs;
  let seenMs = Number.NEGATIVE_INFINITY;
  const bystanders = watchBystanders(own, (tMs) => tMs >= fromMs && tMs < (overMs ?? Number.POSITIVE_INFINITY));

  const inBaseline = (bin: { atMs: number; stage: number }): boolean =>
    bin.stage === index && bin.atMs >= fromMs && (endsWithStage || bin.atMs < baseline.endMs);

  return {
    see(event) {
      if (event.type === 'stage' && event.index > index) overMs ??= event.tMs;
      bystanders.see(event);
      if (event.type !== 'load') return;
      seenMs = event.tMs;
      for (const bin of event.routes) {
        if (!inBaseline(bin)) continue;
        const done = ended(bin.outcomes);
        pending += bin.intended - done;
        const half = halves[bin.atMs < middleMs ? 0 : 1];
        half.due += done - (bin.outcomes.cancelled ?? 0);
        half.ok += bin.outcomes.ok ?? 0;
        half.times.add(bin.okTimes);
        half.times.add(bin.failedTimes);
        for (const { measure, routes, tally, bins } of judged) {
          if (routes !== null && !routes.has(bin.route)) continue;
          const counted = { ...bin, intended: done };
          if (measure.windowMs === undefined) count(tally, counted);
          else bins.push(counted);
        }
      }
    },
    settled: () => overMs !== null && pending <= 0 && seenMs >= overMs + trailMs,
    judge() {
      // Where its stage is held and not over yet, it lasts as long as has surely been counted of it.
      const endMs = overMs ?? Math.max(baseline.endMs, seenMs - trailMs);
      for (const { measure, tally, bins } of judged) {
        const windows = (_: unknown, __: unknown, windowMs: number) => windowsWithin(bins, fromMs, endMs, windowMs);
        const whole = { ...tally, overMs: endMs - fromMs };
        const { verdict, actual, wanted } = judgeMeasure(measure, { tally: () => whole, windows });
        if (verdict === 'breached') return { ok: false, reason: `${measure.text}: ${actual}, wanted ${wanted}` };
      }
      const beside = bystanders.problem();
      if (beside !== null) return { ok: false, reason: beside };
      const requests = halves[0].due + halves[1].due;
      if (requests === 0) return { ok: false, reason: 'no request of the baseline has ended' };
      const reason = unsteady(...halves);
      if (reason !== null) return { ok: false, reason: `the baseline is unstable: ${reason}` };
      const held = judged.length === 0 ? 'steady' : `its ${judged.length === 1 ? 'objective' : `${judged.length} objectives`} held`;
      return { ok: true, reason: `${requests} requests, ${held}: ${figuresOf(halves)}` };
    },
  };
}

/** `p95 24 ms, 0.1 % failed`. */
function figuresOf(halves: readonly [Half, Half]): string {
  const [first, second] = halves;
  const times = new Histogram();
  for (const half of halves) times.merge(half.times);
  const slow = times.quantileMs(0.95);
  const failed = 1 - (first.ok + second.ok) / (first.due + second.due);
  return `${slow === null ? '' : `p95 ${formatMs(slow)}, `}${formatShare(failed)} failed`;
}
