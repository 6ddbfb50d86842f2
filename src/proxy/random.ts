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

/** The seed of one of many streams that shall not resemble each other: of the n-th connection, or of a proxy by its name. */
export function seedOf(seed: number, which: number | string): number {
  const key =
    typeof which === 'number' ? which : [...Buffer.from(which)].reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193), 0x811c9dc5);
  let mixed = (seed ^ Math.imul(key, 0x9e3779b1)) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
