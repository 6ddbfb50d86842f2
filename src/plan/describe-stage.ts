import { describeShape } from '../shapes/shelf.ts';
import type { PlannedStage } from './plan.ts';

/** What is asked for in a stage: `100/s to 500/s`, `50 users`. */
export function describeStage({ shape, users, forMs }: Pick<PlannedStage, 'shape' | 'users' | 'forMs'>): string {
  if (shape !== null) return describeShape(shape, forMs);
  return `${users ?? 0} ${users === 1 ? 'user' : 'users'}`;
}
