/** What a run is to be held against: known before it begins, and kept in its log, so that its report can be made again from that alone. */
import type { RunSummary } from './run-summary.ts';

export interface NamedRuns {
  readonly name: string;
  readonly runs: readonly RunSummary[];
}

export interface Reference {
  readonly baseline: NamedRuns | null;
  /** Nights of the same plan, on whatever machine. `otherPlans`: nights of other plans, which are left out. */
  readonly history: (NamedRuns & { readonly otherPlans: number }) | null;
  /** The run whose regressions this one is to confirm; null: it is no re-run. */
  readonly rerunOf: { readonly run: string; readonly regressions: readonly string[] } | null;
}
