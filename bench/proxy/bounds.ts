/** What the embedded server promises, against what was measured in the same rounds: yes, no, or not measured, with the figures. */
import type { Bound } from '../bound.ts';
import { bandwidthRate, latencyMs } from './cases.ts';
import { addedTo, figuresOf, medianOf, ratios, type Sample } from './results.ts';

export function boundsOf(samples: readonly Sample[]): Bound[] {
  const of = (...[caseName, figure]: ['flat-out' | 'paced' | 'latency' | 'bandwidth', string]) => ({
    ours: figuresOf(samples, caseName, 'embedded', figure),
    theirs: figuresOf(samples, caseName, 'real', figure),
  });
  const added = { ours: addedTo(samples, 'paced', 'embedded', 'p50Ms'), theirs: addedTo(samples, 'paced', 'real', 'p50Ms') };
  return [
    against('requests per second flat out', of('flat-out', 'requestsPerSecond'), 'at least', '/s', 0),
    against('added latency p50, paced', added, 'at most', 'ms', 3),
    against('CPU per request, paced', of('paced', 'cpuMicros'), 'at most', 'µs', 1),
    near(`latency of ${latencyMs} ms, p50`, medianOf(of('latency', 'p50Ms').ours), latencyMs, 2, 'ms'),
    against(`latency of ${latencyMs} ms, p99`, of('latency', 'p99Ms'), 'at most', 'ms', 1),
    near(`bandwidth of ${bandwidthRate} KB/s`, medianOf(of('bandwidth', 'kbPerSecond').ours), bandwidthRate, bandwidthRate * 0.02, 'KB/s'),
  ];
}

interface Pair {
  readonly ours: ReadonlyMap<number, number>;
  readonly theirs: ReadonlyMap<number, number>;
}

/** Held when the median of the rounds' ratios is. */
function against(text: string, { ours, theirs }: Pair, side: 'at least' | 'at most', unit: string, digits: number): Bound {
  const whole = `${text}, ${side} the real one's`;
  const [our, their, ratio] = [medianOf(ours), medianOf(theirs), medianOf(ratios(ours, theirs))];
  if (our === null || their === null || ratio === null) return { text: whole, held: null, figures: '' };
  return {
    text: whole,
    held: side === 'at least' ? ratio >= 1 : ratio <= 1,
    figures: `${our.toFixed(digits)} to ${their.toFixed(digits)} ${unit}, ratio ${ratio.toFixed(2)}`,
  };
}

function near(text: string, value: number | null, truth: number, tolerance: number, unit: string): Bound {
  const whole = `${text}, within ${tolerance} ${unit}`;
  if (value === null) return { text: whole, held: null, figures: '' };
  return { text: whole, held: Math.abs(value - truth) <= tolerance, figures: `${value.toFixed(1)} ${unit}` };
}
