/** The requests of some routes as a stream: how many were due, how many were answered, until when those from before were under way. */
import { valueOf } from '../../events/histogram.ts';

/** Of one route and a short time, as the log has it. */
export interface RequestBin {
  readonly atMs: number;
  /** intended - cancelled. */
  readonly due: number;
  /** ok and http-error: complete answers. */
  readonly answered: number;
  /** Without an answer within the tool's patience. */
  readonly timedOut: number;
  /** connect-error, reset, protocol-error, dropped. */
  readonly lost: number;
  /** Microseconds from the intended send until it ended, of all that were sent; sparse, a bucket may come more than once. */
  readonly times: readonly number[];
}

/** What found no answer since so long before a moment may still hang in the system then, and hold a place there. */
const hangsMs = 60_000;

export class Requests {
  readonly names: readonly string[];
  private readonly bins: readonly RequestBin[];
  private readonly widthMs: number;

  constructor(names: readonly string[], bins: readonly RequestBin[], widthMs: number) {
    this.names = names;
    this.bins = bins.toSorted((a, b) => a.atMs - b.atMs);
    this.widthMs = widthMs;
  }

  /** Due in [fromMs, toMs); a bin over an edge counts by its part. */
  due(fromMs: number, toMs: number): number {
    let due = 0;
    for (const bin of this.bins) {
      const inside = Math.min(toMs, bin.atMs + this.widthMs) - Math.max(fromMs, bin.atMs);
      if (inside > 0) due += (bin.due * inside) / this.widthMs;
    }
    return due;
  }

  /** When the last of those that were due before a moment had ended; Infinity where one never did, as far as is known. */
  lastEndOf(beforeMs: number): number {
    let last = Number.NEGATIVE_INFINITY;
    for (const bin of this.bins) {
      if (bin.atMs >= beforeMs) break;
      if (bin.timedOut > 0 && bin.atMs >= beforeMs - hangsMs) return Number.POSITIVE_INFINITY;
      last = Math.max(last, bin.atMs + this.widthMs + longestMs(bin.times));
    }
    return last;
  }

  /** How long the longest of those took that began in [fromMs, toMs); 0 where there is none. */
  longestMs(fromMs: number, toMs: number): number {
    const within = this.bins.filter(({ atMs }) => atMs + this.widthMs > fromMs && atMs < toMs);
    return Math.max(0, ...within.map(({ times }) => longestMs(times)));
  }

  /** Of those due in whole bins within [fromMs, toMs]: how many, the ones answered by its end, and the ones that never were. */
  endedWithin(fromMs: number, toMs: number): { readonly due: number; readonly answered: number; readonly lost: number } {
    let [due, answered, lost] = [0, 0, 0];
    for (const bin of this.bins) {
      if (bin.atMs < fromMs || bin.atMs + this.widthMs > toMs) continue;
      const withoutAnswer = bin.lost + bin.timedOut;
      due += bin.due;
      lost += withoutAnswer;
      let ended = 0;
      for (let i = 0; i + 1 < bin.times.length; i += 2)
        if (bin.atMs + this.widthMs + valueOf(bin.times[i] as number) / 1_000 <= toMs) ended += bin.times[i + 1] as number;
      answered += Math.max(0, Math.min(bin.answered, ended - bin.lost));
    }
    return { due, answered, lost };
  }
}

function longestMs(times: readonly number[]): number {
  let bucket = 0;
  for (let i = 0; i + 1 < times.length; i += 2) bucket = Math.max(bucket, times[i] as number);
  return valueOf(bucket) / 1_000;
}
