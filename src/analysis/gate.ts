/** What the baseline gate found. */
import type { Analysis } from './analysis.ts';
import type { RunRecord } from './run-record.ts';

export function gateShown({ plan, of, stopped }: RunRecord): Analysis['gate'] {
  const { baseline } = plan;
  const heeded = plan.gate !== 'off';
  const judged = of('gate').at(-1);
  const stage = baseline?.gates ? baseline.stage : null;
  if (judged) return { stage, ok: judged.ok, heeded, reason: judged.reason };
  const reason =
    stage === null ? 'no baseline is long enough to gate' : `the run ended before it was judged${stopped ? `: ${stopped.why}` : ''}`;
  return { stage, ok: null, heeded, reason };
}

/** Why the baseline is no reference for anything, though faults came; null: it may be one. */
export function unfitBaseline({ of }: RunRecord): string | null {
  const failed = of('gate').find(({ ok, heeded }) => !ok && heeded === false);
  return failed ? `the baseline failed and is no reference: ${failed.reason}` : null;
}
