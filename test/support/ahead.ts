/** Runs that mostly wait, side by side instead of one after the other. */

/**
 * Starts at once what a test will ask for later. Who asks first gets that one; who asks again, because a test is tried again,
 * gets a new one.
 */
export function ahead<T>(start: () => Promise<T>): () => Promise<T> {
  let first: Promise<T> | undefined = start();
  // Whether it failed is told to who asks.
  first.catch(() => {});
  return () => {
    const asked = first ?? start();
    first = undefined;
    return asked;
  };
}
