/** Median and its spread, which a few odd nights do not move. Infinity is a value worse than any number. */

/** Of an even number the mean of the middle two. Throws where there is none. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('no median of nothing');
  const sorted = values.toSorted(ascending);
  const upper = sorted[Math.floor(sorted.length / 2)] as number;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] as number;
  return upper === lower ? upper : (lower + upper) / 2;
}

/** A normal spread's standard deviation is so many times the median absolute deviation (1 / Φ⁻¹(3/4); Hampel 1974). */
export const toSigma = 1.4826;

/** Median absolute deviation from the median, made comparable to a standard deviation. */
export function mad(values: readonly number[]): number {
  const centre = median(values);
  return toSigma * median(values.map((value) => (value === centre ? 0 : Math.abs(value - centre))));
}

/** Not by subtraction: Infinity stands among them. */
export function ascending(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
