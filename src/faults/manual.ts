import { z } from 'zod';
import { optionalText, patience, requiredText } from './attribute.ts';
import { textOf, value } from './describe.ts';
import type { FaultKind } from './fault.ts';

/** A person does it, says so, and undoes it when asked to. */
export const manual: FaultKind = {
  type: 'manual',
  summary: 'a person does it and says when: a cable, a switch, a console',
  on: 'elsewhere',
  toxic: false,
  ramps: [],
  schema: z.strictObject({
    say: requiredText('what the person is asked to do', 'a text that says what to do'),
    undoSay: optionalText('what the person is asked to do when the fault ends', /\S/, 'a text that says what to do'),
    timeout: patience('how long a confirmation is waited for, e.g. 2m', 1_000, 3_600_000, '2m'),
  }),
  steps: (spec) => [
    { afterMs: 0, do: 'ask-person', say: textOf(spec, 'say'), undoSay: textOf(spec, 'undoSay') || null, timeoutMs: value(spec, 'timeout') },
  ],
  describe: (spec) => `manual: ${textOf(spec, 'say')}`,
};
