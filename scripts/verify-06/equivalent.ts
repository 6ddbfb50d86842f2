/** Changes that no test can tell, because nothing that can be observed depends on them; each with its reason. */
import type { Mutant } from './mutants.ts';

interface Equivalent {
  readonly file: string;
  /** The line as it stands in the source, without its indentation. */
  readonly code: string;
  /** Which of its changes, `was -> becomes`; absent: all of that line. */
  readonly change?: string;
  readonly why: string;
}

export const equivalent: readonly Equivalent[] = [
  {
    file: 'src/analysis/recovery/change-point.ts',
    code: 'const penalty = 3 * Math.log(Math.max(2, bins));',
    change: '2 -> 1',
    why: 'it differs for one bin alone, which has no change',
  },
  {
    file: 'src/analysis/recovery/scope.ts',
    code: 'const surelyBadForMs = Math.max(0, found.earliestMs - degradedMs);',
    why: 'the two cross by less than a slot, and a bound below nothing bounds nothing',
  },
  {
    file: 'src/analysis/recovery/scope.ts',
    code: 'degradedMs: Math.max(0, untilMs - degradedMs),',
    why: 'it is good again after it became bad, but for rounding',
  },
];

export function whyEquivalent({ file, code, was, becomes }: Mutant): string | null {
  const found = equivalent.find(
    (one) => one.file === file && one.code === code && (one.change === undefined || one.change === `${was} -> ${becomes}`),
  );
  return found?.why ?? null;
}
