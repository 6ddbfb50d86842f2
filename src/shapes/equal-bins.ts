import type { Shape } from './shape.ts';

/** Rates that each last as long: the integral is a straight line within each, so its inverse is a search and a division. */
export function equalBins(perSecond: readonly number[], everyMs: number, forMs: number): Shape {
  const last = perSecond.length - 1;
  /** Arrivals before each bin, and at the end of the last. */
  const before = new Float64Array(perSecond.length + 1);
  for (const [i, rate] of perSecond.entries()) before[i + 1] = (before[i] as number) + (rate * everyMs) / 1_000;
  // What comes after the last bin goes on as it did. A third of a stage may fall a hair short of its bin.
  const binAt = (tMs: number): number => Math.max(0, Math.min(last, Math.floor(tMs / everyMs + 1e-9)));
  const rateOf = (bin: number): number => perSecond[bin] ?? 0;
  const within = Math.min(perSecond.length, Math.max(1, Math.ceil(forMs / everyMs)));
  let peakPerSecond = 0;
  for (let i = 0; i < within; i += 1) peakPerSecond = Math.max(peakPerSecond, rateOf(i));
  const sentBy = (tMs: number): number => {
    const bin = binAt(tMs);
    return (before[bin] as number) + (rateOf(bin) * (tMs - bin * everyMs)) / 1_000;
  };
  const all = sentBy(forMs);
  return {
    rateAt: (tMs) => rateOf(binAt(tMs)),
    sentBy,
    timeOf: (wanted) => {
      // Rounding must not lead past the last arrival into silence.
      const count = Math.min(wanted, all);
      if (count <= 0) return 0;
      let low = 0;
      let high = last;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((before[middle + 1] as number) < count) low = middle + 1;
        else high = middle;
      }
      // The first bin that reaches a count above 0 has a rate above 0.
      return Math.min(forMs, low * everyMs + ((count - (before[low] as number)) * 1_000) / rateOf(low));
    },
    peakPerSecond,
  };
}
