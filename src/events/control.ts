/** What a control came to: the same load in the same job without faults. Kept in the log of the run that is held against it. */
export interface ControlRun {
  readonly run: string;
  readonly exitCode: number;
  /** Its verdict in one sentence. */
  readonly reason: string;
  readonly objectives: readonly { readonly text: string; readonly verdict: 'held' | 'breached' | 'inconclusive' }[];
  /** Of the whole load (fault null), and of the time in which each fault would have been in. */
  readonly windows: readonly ControlWindow[];
}

export interface ControlWindow {
  readonly fault: string | null;
  readonly routes: readonly RouteFigures[];
}

export interface RouteFigures {
  readonly route: string;
  readonly requests: number;
  /** 0..1; null without requests. */
  readonly errorRate: number | null;
  /** Of ok requests, from the intended send; null under 100 of them. */
  readonly p99Ms: number | null;
  readonly goodputPerSecond: number | null;
}
