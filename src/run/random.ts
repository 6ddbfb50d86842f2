/**
 * Randomness comes in through this door. Every consumer has a stream of its own, made from the run's seed and the
 * consumer's name, so that adding one shifts no other; and what is drawn for an arrival depends on the arrival's number
 * alone, so that the order in which answers come back changes nothing. Same seed, same schedule, same choices.
 */

/** One stream, drawn by number: the same (stream, number) always gives the same draw. */
export type Stream = number;

export class Random {
  readonly seed: number;

  constructor(seed: number) {
    this.seed = seed;
  }

  /** The stream of a name; names are any text, alike names are alike streams. */
  stream(name: string): Stream {
    // FNV-1a over the name, started from the mixed seed.
    let hash = mix(this.seed ^ 0x811c9dc5);
    for (let i = 0; i < name.length; i += 1) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
    return mix(mix(hash) ^ Math.floor(this.seed / 2 ** 32));
  }

  /** A stream as a sequence: a function that gives the draws number 0, 1, 2, ... */
  sequence(name: string): () => number {
    const stream = this.stream(name);
    let n = 0;
    return () => draw(stream, n++);
  }
}

/** Draw number `n` of a stream: uniform in [0, 1), 53 bits. */
export function draw(stream: Stream, n: number): number {
  const low = mix(stream + Math.imul(n, 0x9e3779b9));
  // n beyond 32 bits still counts; the second half is mixed on, so that the two are not functions of one another alone.
  const high = mix(low ^ stream ^ mix(n ^ Math.floor(n / 2 ** 32) ^ 0x85ebca6b));
  return ((high >>> 0) * 2 ** 21 + (low >>> 11)) / 2 ** 53;
}

/** A bijection of 32 bits in which every bit of the input moves every bit of the output (lowbias32 by C. Wellons). */
export function mix(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return x ^ (x >>> 16);
}
