/** What the run would have cost in business terms; in money only where the user says what an hour is worth. */
import { formatShare } from '../units.ts';
import type { Analysis } from './analysis.ts';
import { due } from './load-table.ts';
import type { RunRecord } from './run-record.ts';

/** Minutes of a month of 30 days. */
const monthMinutes = 30 * 24 * 60;
const promises = [0.997, 0.999, 0.9999] as const;

export function impact(record: RunRecord): Analysis['impact'] {
  const { business, load } = record.plan;
  const steps = load.journeys.flatMap((journey) => journey.steps);
  // What acknowledges something to a customer is the checkout; without such a step every request stands for one.
  const acknowledging = new Set(steps.filter((step) => step.acknowledge !== null).map((step) => step.route));
  const bins = acknowledging.size === 0 ? record.table.routes : record.table.routes.filter((bin) => acknowledging.has(bin.route));
  const seconds = new Map<number, { due: number; failed: number }>();
  for (const bin of bins) {
    const key = Math.floor(bin.atMs / 1_000);
    const second = seconds.get(key) ?? { due: 0, failed: 0 };
    seconds.set(key, { due: second.due + due(bin), failed: second.failed + due(bin) - bin.outcomes.ok });
  }
  const failedCheckouts = [...seconds.values()].reduce((sum, second) => sum + second.failed, 0);
  const lostSeconds = [...seconds.values()].reduce((sum, second) => sum + (second.due > 0 ? second.failed / second.due : 0), 0);
  const what = acknowledging.size === 0 ? 'requests' : [...acknowledging].join(', ');
  const share = `in proportion to the share of ${what} that failed in each second`;
  return {
    failedCheckouts,
    counts: acknowledging.size === 0 ? 'requests' : 'checkouts',
    ...money(business, lostSeconds),
    budget: budget(lostSeconds / 60),
    assumption: business
      ? `revenue comes in evenly at ${business.revenuePerHour.toLocaleString('en-US')} ${business.currency} an hour, is lost ${share}, and nobody comes back to try again`
      : `a budget is spent ${share}`,
  };
}

function money(
  business: RunRecord['plan']['business'],
  lostSeconds: number,
): Pick<Analysis['impact'], 'revenueLost' | 'currency' | 'revenueReason'> {
  if (!business) return { revenueLost: null, currency: null, revenueReason: 'nobody said what an hour is worth (business.revenuePerHour)' };
  return { revenueLost: (business.revenuePerHour / 3_600) * lostSeconds, currency: business.currency, revenueReason: null };
}

/** `name: value` parts with semicolons between them, so that a report can set them on lines of their own. */
function budget(lostMinutes: number): string {
  const parts = promises.map((availability) => {
    const allowed = monthMinutes * (1 - availability);
    return `a month at ${Number((availability * 100).toFixed(2))} %: ${formatShare(lostMinutes / allowed)} of ${Number(allowed.toFixed(1))} min`;
  });
  return [`full failure: ${Number(lostMinutes.toFixed(2))} min`, ...parts].join('; ');
}
