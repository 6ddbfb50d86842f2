/**
 * A log-linear histogram of durations. Values are whole microseconds; below 128 us every value has a bucket of
 * its own, above that each power of two is cut into 128 equal buckets, so that a bucket is never wider than
 * 1/128 (0.8 %) of its value and the value given back (its middle) is off by at most 0.4 %.
 * Merging is adding counts: exact, associative and commutative, so percentiles are never averaged.
 */

/** [bucket, count, bucket, count, ...] with ascending buckets: how a histogram stands in the event log. */
export type SparseHistogram = number[];

const subBits = 7;
const sub = 1 << subBits;
/** 35.8 minutes: no request takes longer between its deadline and its timeout. A journey with longer pauses is counted as this long. */
const largest = 2 ** 31 - 1;

/** The bucket of a duration in microseconds. */
export function bucketOf(micros: number): number {
  const value = Math.min(Math.max(0, Math.round(micros)), largest);
  if (value < sub) return value;
  const exponent = 31 - Math.clz32(value) - subBits;
  return exponent * sub + (value >>> exponent);
}

/** The middle of a bucket, in microseconds. */
export function valueOf(bucket: number): number {
  if (bucket < sub) return bucket;
  const exponent = Math.floor(bucket / sub) - 1;
  const low = (sub + (bucket % sub)) * 2 ** exponent;
  return low + (2 ** exponent - 1) / 2;
}

export class Histogram {
  private readonly counts = new Map<number, number>();
  private total = 0;

  get count(): number {
    return this.total;
  }

  record(micros: number, times = 1): void {
    this.addBucket(bucketOf(micros), times);
  }

  add(sparse: readonly number[]): void {
    for (let i = 0; i + 1 < sparse.length; i += 2) this.addBucket(sparse[i] as number, sparse[i + 1] as number);
  }

  /** The inverse of `add`, of what was added before. */
  subtract(sparse: readonly number[]): void {
    for (let i = 0; i + 1 < sparse.length; i += 2) this.addBucket(sparse[i] as number, -(sparse[i + 1] as number));
  }

  merge(other: Histogram): void {
    for (const [bucket, count] of other.counts) this.addBucket(bucket, count);
  }

  clear(): void {
    this.counts.clear();
    this.total = 0;
  }

  toSparse(): SparseHistogram {
    return this.ordered().flat();
  }

  /**
   * The smallest recorded value at or above which a share `1 - q` of the values lies, in milliseconds
   * (nearest rank: the ceil(q * n)-th smallest). null when empty.
   */
  quantileMs(q: number): number | null {
    if (this.total === 0) return null;
    const rank = Math.max(1, Math.ceil(q * this.total - 1e-9));
    let seen = 0;
    for (const [bucket, count] of this.ordered()) {
      seen += count;
      if (seen >= rank) return valueOf(bucket) / 1_000;
    }
    return null;
  }

  maxMs(): number | null {
    let max = -1;
    for (const bucket of this.counts.keys()) if (bucket > max) max = bucket;
    return max < 0 ? null : valueOf(max) / 1_000;
  }

  /** How many values are above a bound in milliseconds, to the width of one bucket. */
  countAbove(ms: number): number {
    const bound = bucketOf(ms * 1_000);
    let above = 0;
    for (const [bucket, count] of this.counts) if (bucket > bound) above += count;
    return above;
  }

  private addBucket(bucket: number, times: number): void {
    if (times === 0) return;
    const count = (this.counts.get(bucket) ?? 0) + times;
    if (count === 0) this.counts.delete(bucket);
    else this.counts.set(bucket, count);
    this.total += times;
  }

  private ordered(): [number, number][] {
    return [...this.counts].toSorted((a, b) => a[0] - b[0]);
  }
}
