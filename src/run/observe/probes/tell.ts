/**
 * Looks at one probe -> few events: each whose outcome differs from the one before, and now and then one like it, with the times of
 * those between. So looks at what holds are a line in five seconds at most, and only a run that is killed loses any: those since the last line.
 */
import type { Emit } from '../../../events/event.ts';
import type { Look } from './look.ts';

/** A run that is killed lacks no more of its looks than these last ones. */
const untoldMs = 5_000;

export interface LookTeller {
  /** A look that ended at this time of the clock. */
  see(look: Look, endedMs: number): void;
  /** Tells what was not told. */
  flush(): void;
}

export function createTeller(probe: string, emit: Emit, toRunMs: (clockMs: number) => number): LookTeller {
  let last: Look | null = null;
  let untold: { look: Look; endedMs: number }[] = [];
  let toldMs = Number.NEGATIVE_INFINITY;

  const tell = (look: Look, endedMs: number, alike: readonly number[]): void => {
    const between = alike.length === 0 ? {} : { alikeAtMs: alike.map((ms) => Math.round(toRunMs(ms))) };
    // Before the load the run has no time yet: then the log knows better.
    const atMs = toRunMs(endedMs);
    emit({ type: 'probe', probe, ...look, ...between }, atMs === 0 ? undefined : atMs);
    untold = [];
    toldMs = endedMs;
  };
  const flush = (): void => {
    const newest = untold.pop();
    if (newest)
      tell(
        newest.look,
        newest.endedMs,
        untold.map(({ endedMs }) => endedMs),
      );
  };
  return {
    see(look, endedMs) {
      if (last?.ok !== look.ok)
        tell(
          look,
          endedMs,
          untold.map((one) => one.endedMs),
        );
      else {
        untold.push({ look, endedMs });
        if (endedMs - toldMs >= untoldMs) flush();
      }
      last = look;
    },
    flush,
  };
}
