/**
 * One time for all that is read in one turn of the event loop. Sockets are read one after the other, but what is read in
 * a turn was there when the turn began: a chunk that had to wait for two hundred others is as old as they are. And timers
 * count from the beginning of a turn, so that what is to be released together is.
 */
let begunMs: number | undefined;

/** ms on the process's monotonic clock: when the first was read in this turn. */
export function readMs(): number {
  if (begunMs === undefined) {
    begunMs = performance.now();
    setImmediate(forget);
  }
  return begunMs;
}

/** From when a timer that is set now counts. */
export function timersCountFromMs(): number {
  return begunMs ?? performance.now();
}

function forget(): void {
  begunMs = undefined;
}
