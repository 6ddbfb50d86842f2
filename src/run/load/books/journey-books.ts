/**
 * The books of whole journeys: each that is started ends once, completed, failed at a step, or cancelled. A journey belongs
 * to the bin and stage of its first intended time. What has changed goes out as increments, as the requests do.
 */
import type { JourneyBin } from '../../../events/event.ts';
import { Histogram } from '../../../events/histogram.ts';
import type { StageClock } from '../pace/stage-clock.ts';

/** Long, and told as rarely: nobody watches them live, and their histograms are what a log grows by. */
const binMs = 10_000;
const tellEveryMs = binMs;

/** What the books need to know about a visit. Times are milliseconds from t = 0. */
export interface JourneyEntry {
  readonly step: { readonly journey: number; readonly at: number };
  readonly startMs: number;
  readonly startStage: number;
}

interface OpenBin {
  readonly atMs: number;
  readonly stage: number;
  readonly journey: number;
  started: number;
  completed: number;
  cancelled: number;
  readonly failedAt: Map<number, number>;
  readonly times: Histogram;
}

export class JourneyBooks {
  private readonly names: readonly string[];
  private readonly stages: StageClock;
  private readonly bins = new Map<number, OpenBin>();
  private nextMs = tellEveryMs;

  constructor(names: readonly string[], stages: StageClock) {
    this.names = names;
    this.stages = stages;
  }

  start(entry: JourneyEntry): void {
    this.binOf(entry).started += 1;
  }

  complete(entry: JourneyEntry, nowMs: number): void {
    const bin = this.binOf(entry);
    bin.completed += 1;
    bin.times.record((nowMs - entry.startMs) * 1_000);
  }

  /** At the step under way. */
  fail(entry: JourneyEntry): void {
    const { failedAt } = this.binOf(entry);
    failedAt.set(entry.step.at, (failedAt.get(entry.step.at) ?? 0) + 1);
  }

  cancel(entry: JourneyEntry): void {
    this.binOf(entry).cancelled += 1;
  }

  /** What has come since it was last told; nothing before it is time again, unless these are the last. */
  flush(nowMs: number, last: boolean): JourneyBin[] {
    if (nowMs < this.nextMs && !last) return [];
    this.nextMs = nowMs + tellEveryMs;
    const bins = [...this.bins.values()].map(({ journey, failedAt, times, ...rest }) => ({
      ...rest,
      journey: this.names[journey] as string,
      failedAt: [...failedAt].toSorted((a, b) => a[0] - b[0]).flat(),
      times: times.toSparse(),
    }));
    this.bins.clear();
    return bins;
  }

  private binOf({ step, startMs, startStage }: JourneyEntry): OpenBin {
    const slot = Math.floor(startMs / binMs);
    const key = (slot * this.stages.count + startStage) * this.names.length + step.journey;
    let bin = this.bins.get(key);
    if (bin === undefined) {
      bin = {
        atMs: this.stages.cut(slot * binMs, startStage),
        stage: startStage,
        journey: step.journey,
        started: 0,
        completed: 0,
        cancelled: 0,
        failedAt: new Map(),
        times: new Histogram(),
      };
      this.bins.set(key, bin);
    }
    return bin;
  }
}
