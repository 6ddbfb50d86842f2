/** What watches one condition of an abort rule. */
import type { Event } from '../events/event.ts';

/** What is met, in words, or null. `beganMs`: nothing before counts; null: it has not begun. */
export type ConditionWatch = (event: Event, beganMs: number | null) => string | null;

/** Whether time goes on with this event: its own time is now. */
export function isTick(event: Event): boolean {
  return event.type === 'load' || event.type === 'generator';
}
