/**
 * How arrivals are spread around the rate curve, as a sequence of counts: an arrival is due when the integral of the
 * rate reaches the next count. Uniform: k + 1/2. Poisson: exponential gaps of mean 1, which is a Poisson process of the
 * curve's rate whatever the curve (time rescaling).
 */
export type Arrival = 'uniform' | 'poisson';

/** `random` gives numbers in [0, 1); it is asked once an arrival, and only for `poisson`. */
export function arrivalCounts(arrival: Arrival, random: () => number): () => number {
  let count = arrival === 'uniform' ? -0.5 : 0;
  if (arrival === 'uniform') return () => (count += 1);
  return () => (count -= Math.log1p(-random()));
}
