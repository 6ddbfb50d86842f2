/** The same done again and again, with a pause after each round: never two at once. */
export interface Rounds<T> {
  /** Of the first round. */
  readonly first: Promise<T>;
  /** No further round; resolves when the one under way is done. */
  stop(): Promise<void>;
}

/** Begins at once. `round` must not reject; `over` tells it whether it was stopped meanwhile. */
export function inRounds<T>(round: (over: () => boolean) => Promise<T>, pauseMs: number): Rounds<T> {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let current: Promise<T>;
  const go = (): void => {
    current = round(() => stopped);
    void current.then(() => {
      if (!stopped) timer = setTimeout(go, pauseMs);
    });
  };
  go();
  return {
    first: current!,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await current;
    },
  };
}
