/** What brings payloads to an ear: looks at a URL, a stream of events, a file that grows. */
import type { Emit } from '../../../events/event.ts';
import type { AskedTarget } from '../../ask.ts';
import type { Clock } from '../../clock.ts';

export interface Feed {
  /** Once it has been heard for the first time: what could not be. */
  readonly first: Promise<readonly Unheard[]>;
  /** No more, after a last look where somebody waits for it; calls nobody back afterwards. */
  stop(lastReading: boolean): Promise<void>;
}

export interface Unheard {
  /** A URL, a file, a name. */
  readonly url: string;
  readonly problem: string;
}

export interface Watching {
  readonly target: AskedTarget;
  readonly clock: Clock;
  readonly emit: Emit;
  readonly toRunMs: (clockMs: number) => number;
  /** The folder of the run, for what has to be written down to be followed. */
  readonly runDir: string;
}

/** No exposition is as long, and what is longer is not read to its end. */
export const mostBytes = 16e6;
/** An answer that takes longer is none. */
export const timeoutMs = 1_000;
