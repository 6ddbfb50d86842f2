import { Document, isScalar, visit } from 'yaml';
import type { Resolved } from '../scenario/resolve.ts';
import type { Plan } from './plan.ts';
import { redactText } from './redact.ts';

/**
 * The resolved scenario as one file that stands for itself: system file and flags are in it. Secrets from the environment
 * stay `${env.NAME}`; others are blackened, each within its text, so that what is stored can be read again.
 */
export function writeScenario(resolved: Resolved, plan: Plan, secrets: readonly string[]): string {
  const { system: _, version, name: __, title, story, target, load, faults, objectives, abort, ...rest } = resolved.raw;
  const ordered = { version, name: plan.name, title, story, target, load, faults, objectives, abort, ...rest, seed: plan.seed };
  const present = Object.fromEntries(Object.entries(ordered).filter(([, value]) => value !== undefined));
  const document = new Document(present, { aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (_, scalar) => {
      const text = redactText(String(scalar.value), secrets);
      // Quotes are put on where the new text needs them.
      if (text !== String(scalar.value)) scalar.value = text;
    },
  });
  // The rates of a recording stand in one line, not in thousands.
  visit(document, {
    Seq: (_, list) => {
      if (list.items.every((item) => isScalar(item) && typeof item.value === 'number')) list.flow = true;
    },
  });
  return redactText(document.toString({ lineWidth: 0 }), secrets);
}
