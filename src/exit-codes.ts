/**
 * What the process says when it ends; the same with and without --json.
 * The meanings are a promise to CI jobs: a code is never reused for something else.
 */
export const exitCode = {
  held: 0,
  bug: 1,
  usage: 2,
  breached: 3,
  notReady: 4,
  aborted: 5,
  inconclusive: 6,
  rollbackIncomplete: 7,
  regression: 8,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** Of several runs in one command the worst wins; a signal is not in the list because it stops the rest. */
const worstFirst: readonly number[] = [130, 143, 7, 1, 2, 4, 5, 3, 8, 6, 0];

/** The one exit code of a command that ran several scenarios. An empty list is 0. */
export function worstOf(codes: readonly number[]): number {
  for (const code of worstFirst) if (codes.includes(code)) return code;
  return codes.length === 0 ? exitCode.held : exitCode.bug;
}
