import type { PlannedBaseline, PlannedFault, PlannedStage } from './plan.ts';

/** Shorter ones gate nothing. */
export const leastGateMs = 10_000;

/**
 * The stage named `baseline`, else the longest stretch of a constant rate, or of the same users, without faults before the first fault. It ends
 * where the first fault begins; null where no such stretch is left.
 */
export function findBaseline(stages: readonly PlannedStage[], faults: readonly PlannedFault[]): PlannedBaseline | null {
  const firstFault = Math.min(Number.POSITIVE_INFINITY, ...faults.map(({ atMs }) => atMs));
  const stretches = stages
    .map((stage) => ({ stage, startMs: stage.startMs, endMs: Math.min(stage.startMs + stage.forMs, firstFault) }))
    .filter(({ startMs, endMs }) => endMs > startMs);
  const named = stretches.find(({ stage }) => stage.name === 'baseline');
  const constant = stretches
    .filter(({ stage }) => stage.shape === null || stage.shape.shape === 'constant')
    .toSorted((a, b) => b.endMs - b.startMs - (a.endMs - a.startMs));
  const found = named ?? constant[0];
  if (found === undefined) return null;
  return { stage: found.stage.name, startMs: found.startMs, endMs: found.endMs, gates: found.endMs - found.startMs >= leastGateMs };
}
