/** Fisher's exact test, for handfuls of requests: where a z-test would guess. */

export interface Hits {
  readonly hits: number;
  readonly of: number;
}

/** How probable it is that at least so many hits fall on the second side by chance alone, were both sides alike. 1 without any. */
export function exactP(first: Hits, second: Hits): number {
  const hits = first.hits + second.hits;
  const all = logChoose(first.of + second.of, hits);
  let p = 0;
  for (let k = second.hits; k <= Math.min(hits, second.of); k += 1) {
    if (hits - k > first.of) continue;
    p += Math.exp(logChoose(second.of, k) + logChoose(first.of, hits - k) - all);
  }
  return Math.min(1, p);
}

function logChoose(n: number, k: number): number {
  let sum = 0;
  for (let i = 1; i <= k; i += 1) sum += Math.log(n - k + i) - Math.log(i);
  return sum;
}
