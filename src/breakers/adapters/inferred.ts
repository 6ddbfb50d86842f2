/** Nothing is read: the breaker shows itself only in what it does to the traffic. */
import type { Adapter } from '../adapter.ts';
import type { InferredSource } from '../source.ts';

export const inferred: Adapter<InferredSource> = {
  transport: 'none',
  parse: () => ({ problem: 'an inferred breaker has no source' }),
};
