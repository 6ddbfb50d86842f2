/**
 * One quantity over several runs: median and range, never a mean. A run in which an event had not come when its watch ended counts as
 * what it is, later than that: the median is that of Kaplan and Meier (1958), which is the plain one where every run saw the event.
 */
import { z } from 'zod';

export const spreadSchema = z.object({
  n: z.number().describe('runs that say something of it'),
  censored: z.number().describe('of these, in which it had not come when the watch ended: later than that'),
  median: z.number().nullable().describe('of Kaplan and Meier where some are censored; null: not known, see medianAtLeast'),
  medianAtLeast: z.number().nullable().describe('where the median is null because too many are censored: it is at least this'),
  min: z.number().nullable().describe('the least that was seen'),
  max: z.number().nullable().describe('the most; null: not known, see maxAtLeast'),
  maxAtLeast: z.number().nullable().describe('where one is censored: the most is at least this'),
});

export type Spread = z.infer<typeof spreadSchema>;

export interface Seen {
  /** Of a censored one, when the watch ended; infinite where that is not known. */
  readonly value: number;
  readonly censored: boolean;
}

export function spreadOf(all: readonly Seen[]): Spread {
  const events = all.filter(({ censored }) => !censored).map(({ value }) => value);
  const unseen = all.filter(({ censored }) => censored);
  const longest = all.map(({ value }) => value).filter(Number.isFinite);
  const median = survivalMedian(all);
  return {
    n: all.length,
    censored: unseen.length,
    median: median.value,
    medianAtLeast: median.atLeast,
    min: events.length === 0 ? null : Math.min(...events),
    max: unseen.length > 0 || events.length === 0 ? null : Math.max(...events),
    maxAtLeast: unseen.length === 0 || longest.length === 0 ? null : Math.max(...longest),
  };
}

/**
 * Where the share that has not had its event falls to one half. On a stretch of exactly one half it is the stretch's middle, which is what
 * a median of an even number is. One of several at the same instant: events come before what is censored then.
 */
function survivalMedian(all: readonly Seen[]): { value: number | null; atLeast: number | null } {
  const sorted = all.toSorted((a, b) => a.value - b.value || Number(a.censored) - Number(b.censored));
  let survival = 1;
  let halfAt: number | null = null;
  for (const [index, { value, censored }] of sorted.entries()) {
    if (censored) continue;
    if (halfAt !== null && value > halfAt) return { value: (halfAt + value) / 2, atLeast: null };
    survival *= 1 - 1 / (sorted.length - index);
    if (survival < 0.5 - rounding) return { value, atLeast: null };
    if (survival <= 0.5 + rounding) halfAt = value;
  }
  const last = sorted.findLast(({ value }) => Number.isFinite(value))?.value ?? null;
  if (last === null) return { value: null, atLeast: null };
  return { value: null, atLeast: halfAt === null ? last : (halfAt + last) / 2 };
}

/** Of a product of fractions. */
const rounding = 1e-9;
