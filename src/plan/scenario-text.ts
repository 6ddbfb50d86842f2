import { Document, isScalar, visit } from 'yaml';
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
  const document = new Document(present, { aliasDuplicateObjects: false });
  // The rates of a recording stand in one line, not in thousands.
  visit(document, {
    Seq: (_, list) => {
      if (list.items.every((item) => isScalar(item) && typeof item.value === 'number')) list.flow = true;
    },
  });
  return document.toString({ lineWidth: 0 });
}
