/** The annex's own randomness: which connections a toxicity takes, jitter, sizes of slices. */

/**
 * Numbers in [0, 1) that a seed repeats: a 32-bit Weyl sequence through the murmur3 finalizer
 * (the "mulberry32" construction; good enough to draw connections, not for secrets).
 */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
