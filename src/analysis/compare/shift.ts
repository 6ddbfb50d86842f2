/**
 * By how much one side lies above the other: Hodges and Lehmann's estimate (Ann. Math. Statist. 34, 1963), the median of all differences
 * between a run of one and a run of the other, with the interval of shifts that the exact rank test does not rule out (Hollander and Wolfe,
 * Nonparametric Statistical Methods, 4.3).
 */
import { binomial } from './rank-test.ts';
import { ascending, median } from './robust.ts';

export interface Shift {
  readonly estimate: number;
  /** null: so few runs rule out nothing at this confidence. */
  readonly interval: readonly [number, number] | null;
}

/** b over a. `doubt` is what both ends of the interval together leave out: 0.05 for 95 %. The values must be finite. */
export function shiftOf(a: readonly number[], b: readonly number[], doubt: number): Shift {
  const differences = b.flatMap((one) => a.map((other) => one - other)).toSorted(ascending);
  const cut = cutOff(a.length, b.length, doubt / 2);
  const ends = cut < 0 ? null : ([differences[cut] as number, differences[differences.length - 1 - cut] as number] as const);
  return { estimate: median(differences), interval: ends };
}

/** The largest u with P(U <= u) <= share, of Mann and Whitney's U for n against m without ties; -1: there is none. */
function cutOff(n: number, m: number, share: number): number {
  const ways = waysOfU(n, m);
  const all = binomial(n + m, n);
  let below = 0;
  for (const [u, count] of ways.entries()) {
    below += count;
    if (below / all > share) return u - 1;
  }
  return ways.length - 1;
}

/** How many of the orders of n and m runs have each U: coefficients of the Gaussian binomial. */
function waysOfU(n: number, m: number): number[] {
  const ways = new Float64Array(n * m + 1);
  ways[0] = 1;
  for (let i = 1; i <= n; i++) {
    for (let u = n * m; u >= m + i; u--) ways[u] = (ways[u] as number) - (ways[u - m - i] as number);
    for (let u = i; u <= n * m; u++) ways[u] = (ways[u] as number) + (ways[u - i] as number);
  }
  return [...ways];
}
