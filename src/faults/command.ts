import { z } from 'zod';
import { argumentList, optionalArguments, patience } from './attribute.ts';
import { value } from './describe.ts';
import type { AttributeValue, FaultKind, FaultSpec } from './fault.ts';
import { quoted } from './quoted.ts';

/** A command of the user's own does it, and another undoes it. */
export const command: FaultKind = {
  type: 'command',
  summary: 'a command of your own: whatever kubectl, tc or a cloud can do',
  on: 'elsewhere',
  toxic: false,
  ramps: [],
  schema: z.strictObject({
    inject: argumentList('what is run when the fault begins'),
    undo: optionalArguments('what is run when it ends, or when inject failed; it must be fit to be run twice'),
    verify: optionalArguments('what ends with 0 once the effect is there; run after inject, again until it does'),
    timeout: patience('how long each of them may take, e.g. 30s', 100, 600_000, '30s'),
  }),
  steps: (spec) => [
    {
      afterMs: 0,
      do: 'run-command',
      inject: words(spec.attributes['inject']) ?? [],
      undo: words(spec.attributes['undo']),
      verify: words(spec.attributes['verify']),
      timeoutMs: value(spec, 'timeout'),
    },
  ],
  describe: (spec) => `command: ${quoted(words(spec.attributes['inject']) ?? [])}`,
};

/** Every command of a fault in full, each with what it is for. */
export function commandsOf(spec: FaultSpec): [part: string, line: string][] {
  return ['inject', 'undo', 'verify'].flatMap((part): [string, string][] => {
    const list = words(spec.attributes[part]);
    return list === null ? [] : [[part, quoted(list)]];
  });
}

function words(value: AttributeValue | undefined): readonly string[] | null {
  return Array.isArray(value) ? (value as readonly string[]) : null;
}
