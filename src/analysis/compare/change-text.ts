/** A metric's values and differences as sentences and tables write them. */
import { formatMs, formatRate, formatShare } from '../../units.ts';
import type { MetricComparison, Unit } from './comparison-schema.ts';

export function valueText(value: number, unit: Unit): string {
  switch (unit) {
    case 'ms':
      return formatMs(value);
    case 'share':
      return formatShare(value);
    case 'perSecond':
      return formatRate(value);
    case 'seconds':
      return `${Number(value.toFixed(2))} s`;
    case 'count':
      return String(Number(value.toFixed(1)));
    case 'micros':
      return `${Math.round(value)} µs`;
  }
}

/** `+12 ms`, `-0.4 percentage points`, `+1.2/s`. */
export function differenceText(difference: number, unit: Unit): string {
  const size = Math.abs(difference);
  // Two digits, but none that only arithmetic has.
  const text = unit === 'share' ? `${Number(Number((size * 100).toPrecision(2)).toFixed(3))} pt` : valueText(size, unit);
  return `${difference < 0 && Number.parseFloat(text) !== 0 ? '-' : '+'}${text}`;
}

/** `48 ms, usually 36 ms (+33 %)`. */
export function changeText({ actual, usual, unit, deviations, reason }: MetricComparison): string {
  const before = usual === null ? '' : `, usually ${valueText(usual, unit)}`;
  if (actual === null) return `${reason ?? 'not known'}${before}`;
  const ratio = usual === null || usual === 0 || unit === 'share' ? null : actual / usual - 1;
  const by = usual === null ? '' : ratio === null ? differenceText(actual - usual, unit) : percentText(ratio);
  const far = deviations === null ? '' : `, ${Number(deviations.toFixed(1))} deviations`;
  return `${valueText(actual, unit)}${before}${by === '' ? '' : ` (${by}${far})`}`;
}

/** `+33 %`, `-4.2 %`. */
export function percentText(share: number): string {
  const percent = share * 100;
  const rounded = Number(percent.toFixed(Math.abs(percent) < 10 ? 1 : 0));
  return `${rounded < 0 ? '' : '+'}${rounded} %`;
}
