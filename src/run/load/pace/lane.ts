/**
 * The share of one worker in a load that several send. Arrival number k belongs to the worker whose index is k modulo their
 * number: every worker knows the whole schedule and takes its own of it, so that together they send exactly what one would.
 */
export interface Lane {
  /** 0 .. of - 1. */
  readonly index: number;
  readonly of: number;
}

export const onlyLane: Lane = { index: 0, of: 1 };

/** A whole number divided over the lanes without a rest: the first ones get one more where it does not divide evenly. */
export function shareOf(total: number, { index, of }: Lane): number {
  return Math.floor(total / of) + (index < total % of ? 1 : 0);
}
