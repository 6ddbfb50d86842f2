/** A recording: rates per second, each for as long, in the order of time. */
export interface Recording {
  readonly everyMs: number;
  readonly perSecond: readonly number[];
}

/** What is wrong with a recording, and where in its file. */
export interface BadRecording {
  readonly line: number;
  readonly message: string;
}

export type ReadRecording =
  | { readonly recording: Recording; readonly warning: string | null }
  | { readonly mistakes: readonly BadRecording[] };

/** More would make the plan large: an hour keeps its seconds, a day is read in steps of 24 s. */
export const mostBins = 3_600;

/** As many digits as a recording has. */
export function rounded(rate: number): number {
  return Number(rate.toPrecision(6));
}
