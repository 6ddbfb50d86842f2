/** In which order what is measured, and what is left of it. */
import type { Case } from './cases.ts';
import type { Run } from './store.ts';

/** Rounds alternate the tools, so that what changes in the machine meanwhile changes for all; each begins with another one. */
export function runsLeft(one: Case, tools: readonly string[], rounds: number, isDone: (run: Run) => boolean): Run[] {
  return Array.from({ length: rounds }, (_, i) => i + 1)
    .flatMap((round) => tools.map((_, i) => ({ case: one.name, tool: tools[(i + round - 1) % tools.length] as string, round })))
    .filter((run) => !isDone(run));
}
