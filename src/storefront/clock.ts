/** The storefront's own door for time; it is a program of its own and shares none with the runner. */

/** Wall clock, ISO 8601 in UTC, for what is written into the ledger. */
export function isoNow(): string {
  // eslint-disable-next-line no-restricted-globals
  return new Date().toISOString();
}
