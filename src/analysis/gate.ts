/** What the baseline gate found. */
import { formatMs } from '../units.ts';
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

/** Why nothing can be judged by the baseline, though faults came; null: it may be a reference. */
export function unfitBaseline(record: RunRecord): string | null {
  const { baseline } = record.plan;
  if (baseline?.gates) return failedBaseline(record);
  const what =
    baseline === null ? 'there was no baseline' : `the baseline (${baseline.stage}) lasted ${formatMs(baseline.endMs - baseline.startMs)}`;
  return `${what}: it takes one of 10 s before the fault to be the reference of anything`;
}

/** Why the baseline failed, where faults came all the same. */
export function failedBaseline({ of }: RunRecord): string | null {
  const failed = of('gate').find(({ ok, heeded }) => !ok && heeded === false);
  return failed ? `the baseline failed and is no reference: ${failed.reason}` : null;
}
