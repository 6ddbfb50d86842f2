/**
 * Why a run ends before its time. The first reason wins; later ones are heard but change nothing, so that the report
 * says what really stopped it.
 */
export type StopReason =
  | { readonly why: 'interrupted'; readonly detail: string }
  | { readonly why: 'aborted'; readonly detail: string }
  | { readonly why: 'gate'; readonly detail: string }
  | { readonly why: 'failed'; readonly detail: string; readonly error: unknown };

/** Thrown out of whatever the run was waiting for; never reaches the user. */
export class Stopped extends Error {
  readonly reason: StopReason;
  constructor(reason: StopReason) {
    super(reason.detail);
    this.name = 'Stopped';
    this.reason = reason;
  }
}

export interface Stopper {
  readonly reason: StopReason | undefined;
  request(reason: StopReason): void;
  /** Settles when somebody asked for a stop; never rejects. */
  readonly requested: Promise<StopReason>;
  /** Aborted when somebody asked for a stop: for what would go on working, or asking, after nobody waits for it. */
  readonly signal: AbortSignal;
  /** The promise's value, or Stopped as soon as a stop is asked for. What the promise began must be undoable by then. */
  during<T>(work: Promise<T>): Promise<T>;
}

export function createStopper(): Stopper {
  let reason: StopReason | undefined;
  const { promise: requested, resolve } = Promise.withResolvers<StopReason>();
  const stopping = new AbortController();
  return {
    get reason() {
      return reason;
    },
    request(next) {
      if (reason) return;
      reason = next;
      resolve(next);
      stopping.abort();
    },
    requested,
    signal: stopping.signal,
    async during(work) {
      // A failure after the stop has nobody to hear it, and must not become an unhandled rejection.
      work.catch(() => {});
      return Promise.race([
        work,
        requested.then((why) => {
          throw new Stopped(why);
        }),
      ]);
    },
  };
}
