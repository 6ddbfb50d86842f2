/** What mostly waits, side by side instead of one after the other. */

/**
 * Starts at once what a test will ask for later. Who asks first gets that one; who asks again, because a test is tried again,
 * gets a new one.
 */
export function ahead<T>(start: () => Promise<T>): () => Promise<T> {
  return askable(start(), start);
}

/** The same for many: `lanes` of them at a time, in their order. */
export function allAhead<T>(lanes: number, starts: readonly (() => Promise<T>)[]): (() => Promise<T>)[] {
  const places = Array.from({ length: lanes }, () => Promise.resolve<unknown>(undefined));
  return starts.map((start, index) => {
    const lane = index % lanes;
    const one = (places[lane] as Promise<unknown>).then(start);
    places[lane] = one.catch(() => {});
    return askable(one, start);
  });
}

function askable<T>(started: Promise<T>, again: () => Promise<T>): () => Promise<T> {
  let first: Promise<T> | undefined = started;
  // Whether it failed is told to who asks.
  first.catch(() => {});
  return () => {
    const asked = first ?? again();
    first = undefined;
    return asked;
  };
}
