/** Which stage a time belongs to, in a run whose stages may be shifted by a hold. Times are milliseconds from t = 0. */
export interface StageTimes {
  readonly startMs: number;
  readonly forMs: number;
}

export class StageClock {
  readonly count: number;
  private readonly starts: number[];
  private current = 0;
  /** The stage that is held: those after it don't come. */
  private held = Number.POSITIVE_INFINITY;

  constructor(stages: readonly StageTimes[]) {
    this.starts = stages.map((stage) => stage.startMs);
    this.count = stages.length;
  }

  startOf(stage: number): number {
    return stage > this.held ? Number.POSITIVE_INFINITY : (this.starts[stage] ?? Number.POSITIVE_INFINITY);
  }

  /** The stage in which t lies; what comes after the last stage belongs to it, what comes before the first to that. */
  at(tMs: number): number {
    while (this.current > 0 && this.startOf(this.current) > tMs) this.current -= 1;
    while (this.current + 1 < this.count && this.startOf(this.current + 1) <= tMs) this.current += 1;
    return this.current;
  }

  /** The beginning of a bin that starts at `binMs`, cut where its stage begins later. */
  cut(binMs: number, stage: number): number {
    return Math.max(binMs, this.startOf(stage));
  }

  hold(tMs: number): void {
    this.held = this.at(tMs);
  }

  /** Every stage after the held one comes later by the length of the hold. */
  release(byMs: number): void {
    for (let i = this.held + 1; i < this.count; i += 1) this.starts[i] = (this.starts[i] as number) + byMs;
    this.held = Number.POSITIVE_INFINITY;
  }
}
