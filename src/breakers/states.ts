import type { BreakerState } from '../events/breaker-state.ts';
import type { StateValues } from './source.ts';

/** What a value that a source shows means: by itself, or as any other (`*`). null: nothing; a value that is not a number never means any. */
export function stateOf(values: StateValues, value: unknown): BreakerState | null {
  if (value === undefined || value === null || (typeof value === 'number' && Number.isNaN(value))) return null;
  const key = String(value);
  return (Object.hasOwn(values, key) ? values[key] : values['*']) ?? null;
}

/** Of several: open before half-open before closed. null: none says anything. */
export function worst(states: readonly (BreakerState | null)[]): BreakerState | null {
  return (['open', 'half-open', 'closed'] as const).find((state) => states.includes(state)) ?? null;
}
