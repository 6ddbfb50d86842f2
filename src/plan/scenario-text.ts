import { stringify } from 'yaml';
import type { Resolved } from '../scenario/resolve.ts';
import type { Plan } from './plan.ts';

/**
 * The resolved scenario as one file that stands for itself: system file and flags are in it. Secrets from the environment
 * stay `${env.NAME}`; others must be blackened before it is stored.
 */
export function writeScenario(resolved: Resolved, plan: Plan): string {
  const { system: _, version, name: __, title, story, target, load, faults, objectives, abort, ...rest } = resolved.raw;
  const ordered = { version, name: plan.name, title, story, target, load, faults, objectives, abort, ...rest, seed: plan.seed };
  const present = Object.fromEntries(Object.entries(ordered).filter(([, value]) => value !== undefined));
  return stringify(present, { lineWidth: 0, aliasDuplicateObjects: false });
}
