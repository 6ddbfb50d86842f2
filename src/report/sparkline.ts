/** A row of values as bars of eight heights; what is not known leaves a gap. */
const bars = '▁▂▃▄▅▆▇█';

/** Lowest to highest of these values; where all are the same, all are low. `missing` stands for a null. */
export function sparkline(values: readonly (number | null)[], missing: (index: number) => string = () => ' '): string {
  const known = values.filter((value) => value !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  return values.map((value, index) => (value === null ? missing(index) : barAt(high === low ? 0 : (value - low) / (high - low)))).join('');
}

function barAt(share: number): string {
  return bars[Math.min(bars.length - 1, Math.floor(share * bars.length))] ?? ' ';
}
