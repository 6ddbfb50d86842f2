/** Whether a share was surely higher on one side than on the other: what tells a fault from chance. */

/** Requests each side must have. */
export const fewest = 30;
/** Standard errors a difference of shares must have, and its least size. */
const sure = { sigmas: 4, share: 0.05 };

export interface Side {
  readonly n: number;
  readonly share: number;
}

/** A two-proportion z-test; false where a side has too few. */
export function rose(before: Side, during: Side): boolean {
  if (before.n < fewest || during.n < fewest) return false;
  const rise = during.share - before.share;
  const pooled = (during.share * during.n + before.share * before.n) / (during.n + before.n);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / during.n + 1 / before.n));
  return isRise(before.share, during.share) && rise > sure.sigmas * error;
}

/**
 * Of a part of the time, whatever its size. Requests near each other are not independent: one stall makes many slow, and passes the test
 * of the whole; it does not fill both halves of a window.
 */
export function isRise(before: number, during: number): boolean {
  return during - before >= sure.share;
}
