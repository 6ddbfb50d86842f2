/**
 * Offline change points of a share: optimal partitioning (Jackson et al., 2005) with the binomial log-likelihood as
 * cost and a penalty of 3 ln N a segment. A second opinion on when a recovery was: it knows nothing of thresholds.
 */

/** Above this many bins neighbours are merged first: the work grows with the square. */
const mostBins = 2_000;

export interface Segment {
  /** Indexes of bins: [from, to). */
  readonly from: number;
  readonly to: number;
  readonly share: number;
}

/** `hits[i]` of `n[i]` requests in bin i. The segments cover all bins in order. */
export function segmentsOf(n: readonly number[], hits: readonly number[]): Segment[] {
  const step = Math.max(1, Math.ceil(n.length / mostBins));
  const edges: number[] = [];
  for (let i = 0; i < n.length; i += step) edges.push(i);
  edges.push(n.length);
  const [sumN, sumHits] = [cumulative(n), cumulative(hits)];
  const share = (from: number, to: number): number => difference(sumHits, from, to) / Math.max(1, difference(sumN, from, to));
  const cost = (from: number, to: number): number => {
    const [all, k] = [difference(sumN, from, to), difference(sumHits, from, to)];
    return k <= 0 || k >= all ? 0 : -2 * (k * Math.log(k / all) + (all - k) * Math.log(1 - k / all));
  };
  const bins = edges.length - 1;
  const penalty = 3 * Math.log(Math.max(2, bins));
  const best = new Float64Array(bins + 1);
  const before = new Int32Array(bins + 1);
  best[0] = -penalty;
  for (let to = 1; to <= bins; to += 1) {
    best[to] = Number.POSITIVE_INFINITY;
    for (let from = 0; from < to; from += 1) {
      const total = (best[from] as number) + cost(edges[from] as number, edges[to] as number) + penalty;
      if (total >= (best[to] as number)) continue;
      best[to] = total;
      before[to] = from;
    }
  }
  const segments: Segment[] = [];
  for (let to = bins; to > 0; to = before[to] as number) {
    const [start, end] = [edges[before[to] as number] as number, edges[to] as number];
    segments.unshift({ from: start, to: end, share: share(start, end) });
  }
  return segments;
}

function cumulative(values: readonly number[]): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (const [i, value] of values.entries()) sums[i + 1] = (sums[i] as number) + value;
  return sums;
}

function difference(sums: Float64Array, from: number, to: number): number {
  return (sums[to] as number) - (sums[from] as number);
}
