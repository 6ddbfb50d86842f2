/** What a run would have cost, in words. */
import type { Analysis } from '../analysis/analysis.ts';
import { count, counted } from './figures.ts';

type Impact = Analysis['impact'];

/** Where nothing failed and no money was named, there is nothing to say of it. */
export function impactSaid({ impact }: Analysis): boolean {
  return impact.revenueLost !== null || impact.failedCheckouts > 0;
}

/** `84 failed checkouts`. */
export function failedText({ failedCheckouts, counts }: Impact): string {
  return counted(failedCheckouts, counts === 'requests' ? 'failed request' : 'failed checkout');
}

/** `9,120 USD`; null where nobody says what an hour is worth. */
export function revenueText({ revenueLost, currency }: Impact): string | null {
  return revenueLost === null ? null : `${count(revenueLost)} ${currency ?? ''}`.trimEnd();
}
