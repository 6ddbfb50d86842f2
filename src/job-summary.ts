/** What is made of the runs of one job together: repetitions of one scenario, a run and its control. */
import type { Attempted } from './attempts.ts';

export interface Screen {
  readonly color: boolean;
  /** Columns; Infinity: no terminal. */
  readonly width: number;
}

export interface JobSummary {
  /** Keys beside `runs` in what --json prints. */
  readonly json: Readonly<Record<string, unknown>>;
  /** For the terminal, without a newline at the end. */
  readonly text: (screen: Screen) => string;
  /** What it adds to the worst of the runs' own; null: nothing. */
  readonly exitCode: number | null;
}

/** Called once when all have ended; writes the summary's own files. undefined: these runs have nothing in common that it could say. */
export type Summarise = (done: readonly Attempted[], options: { readonly out: string; readonly ci: boolean }) => JobSummary | undefined;
