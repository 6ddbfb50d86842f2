/** How sure a share is: Wilson's score bound, and how many requests it takes for it to be below a bound. */

/** One-sided 95 %. */
const z = 1.645;

/** Upper bound of the true share when `hits` of `n` were seen (E. B. Wilson, 1927). 1 for n = 0. */
export function wilsonUpper(hits: number, n: number): number {
  if (n <= 0) return 1;
  const share = hits / n;
  const centre = share + (z * z) / (2 * n);
  const spread = z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  return Math.min(1, (centre + spread) / (1 + (z * z) / n));
}

/** Lower bound of the true share. 0 for n = 0. */
export function wilsonLower(hits: number, n: number): number {
  return 1 - wilsonUpper(n - hits, n);
}

/** Requests without one error that it takes to show an error share of at most theta: ceil(z^2 (1 - theta) / theta). */
export function requestsToProve(theta: number): number {
  return theta <= 0 ? Number.POSITIVE_INFINITY : Math.max(1, Math.ceil((z * z * (1 - theta)) / theta));
}
