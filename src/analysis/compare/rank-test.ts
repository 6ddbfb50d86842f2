/**
 * Mann and Whitney's rank test (Ann. Math. Statist. 18, 1947), two-sided and exact: every way of dealing the pooled ranks out to two sides
 * is as likely as any other, and those are counted, ties and all. Only order counts, so what never recovered can stand as Infinity.
 */
import { ascending } from './robust.ts';

/** The chance, where the sides do not differ, of rank sums at least as far from their mean as these. Both sides must hold something. */
export function rankTest(a: readonly number[], b: readonly number[]): number {
  const ranks = doubledRanks([...a, ...b]);
  const seen = total(ranks.slice(0, a.length));
  const mean = (total(ranks) * a.length) / ranks.length;
  const far = Math.abs(seen - mean) - 1e-9;
  let [all, asFar] = [0, 0];
  for (const [sum, ways] of waysOf(ranks, a.length).entries()) {
    all += ways;
    if (Math.abs(sum - mean) >= far) asFar += ways;
  }
  return asFar / all;
}

/** The least that `rankTest` can say of so many against so many. */
export function leastP(a: number, b: number): number {
  return 2 / binomial(a + b, a);
}

/** Twice the midranks, from 2 on: whole numbers also where values are equal. */
function doubledRanks(values: readonly number[]): number[] {
  const sorted = values.toSorted(ascending);
  const rankOf = new Map<number, number>();
  for (const value of new Set(sorted)) rankOf.set(value, sorted.indexOf(value) + 1 + sorted.lastIndexOf(value) + 1);
  return values.map((value) => rankOf.get(value) as number);
}

/** Number of subsets of `size` ranks by their sum. */
function waysOf(ranks: readonly number[], size: number): number[] {
  const most = total(ranks);
  const ways = Array.from({ length: size + 1 }, () => new Float64Array(most + 1));
  (ways[0] as Float64Array)[0] = 1;
  for (const rank of ranks) {
    for (let taken = size; taken >= 1; taken--) {
      const [into, from] = [ways[taken] as Float64Array, ways[taken - 1] as Float64Array];
      for (let sum = most; sum >= rank; sum--) into[sum] = (into[sum] as number) + (from[sum - rank] as number);
    }
  }
  return [...(ways[size] as Float64Array)];
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

export function binomial(n: number, k: number): number {
  let value = 1;
  for (let i = 1; i <= Math.min(k, n - k); i++) value = (value * (n - i + 1)) / i;
  return Math.round(value);
}
