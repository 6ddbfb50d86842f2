/**
 * The door through which time comes in: nothing else in the program asks the system for it (the linter holds that).
 * One monotonic clock stamps load, faults, breakers and recovery alike; the wall clock is read once, for people.
 */
export interface Clock {
  /** Milliseconds on a monotonic clock, with a fraction; the origin means nothing. */
  now(): number;
  /** Wall clock, for people and file names only; `inMs` from now. */
  wall(inMs?: number): Date;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  wall: (inMs = 0) => new Date(Date.now() + inMs),
};

/** Milliseconds on the machine's monotonic clock: the same in every thread, so that one can tell another when something is. */
export function machineMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** A moment of the wall clock, ms since 1970, as ISO 8601. */
export function isoText(wallMs: number): string {
  return new Date(wallMs).toISOString();
}

/** NaN for what is no date. */
export function wallMsOf(text: string): number {
  return Date.parse(text);
}
