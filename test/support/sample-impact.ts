/** What runs cost of which nobody said what an hour is worth, for the sample analyses. */
import type { Analysis } from '../../src/analysis/analysis.ts';

/** Of 37,100 requests 0.38 % failed, and no step acknowledges anything. */
export const unpriced: Analysis['impact'] = {
  failedCheckouts: 141,
  counts: 'requests',
  revenueLost: null,
  currency: null,
  revenueReason: 'nobody said what an hour is worth (business.revenuePerHour)',
  budget:
    'full failure: 0.01 min; a month at 99.7 %: 0.0077 % of 129.6 min; a month at 99.9 %: 0.023 % of 43.2 min; a month at 99.99 %: 0.23 % of 4.3 min',
  assumption: 'a budget is spent in proportion to the share of requests that failed in each second',
};

export const nothingFailed: Analysis['impact'] = {
  ...unpriced,
  failedCheckouts: 0,
  budget:
    'full failure: 0 min; a month at 99.7 %: 0 % of 129.6 min; a month at 99.9 %: 0 % of 43.2 min; a month at 99.99 %: 0 % of 4.3 min',
};
