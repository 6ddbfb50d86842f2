/** Which stages a table has rows of, and whether anything was shed: the same in every report. */
import type { Analysis } from '../analysis/analysis.ts';

type Stage = Analysis['stages'][number];

/** Those that the run came to. */
export function reachedStages({ stages }: Analysis): Stage[] {
  return stages.filter(({ offeredPerSecond }) => offeredPerSecond !== null);
}

/** `never reached: peak, recovery`, or null: what stands instead of rows without a figure. */
export function neverReached({ stages }: Analysis): string | null {
  const names = stages.filter(({ offeredPerSecond }) => offeredPerSecond === null).map(({ name }) => name);
  return names.length === 0 ? null : `never reached: ${names.join(', ')}`;
}

/** Most targets shed nothing, and a column of zeros says less than none. */
export function anyShed(rows: readonly { readonly shed: number }[]): boolean {
  return rows.some(({ shed }) => shed > 0);
}
