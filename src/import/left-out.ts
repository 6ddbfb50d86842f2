/** What of a file did not get into the scenario, counted, so that a note says it once. */
export interface LeftOut {
  add(reason: string): void;
  /** `12 requests: static assets (--assets keeps them)`, the most frequent first. */
  notes(): string[];
}

/** `what` is counted: `request`, `operation`. */
export function countLeftOut(what: string): LeftOut {
  const counts = new Map<string, number>();
  return {
    add: (reason) => void counts.set(reason, (counts.get(reason) ?? 0) + 1),
    notes: () =>
      [...counts]
        .toSorted((a, b) => b[1] - a[1])
        .map(([reason, count]) => `left out: ${count === 1 ? `1 ${what}` : `${count} ${what}s`}, ${reason}`),
  };
}
