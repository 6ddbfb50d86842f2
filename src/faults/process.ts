/** Faults on a process that the scenario itself started: what they have in common. */
import { z } from 'zod';
import { textOf } from './describe.ts';
import type { FaultKind, FaultSpec } from './fault.ts';

const name = z
  .string({
    error: (issue) =>
      issue.input === undefined
        ? 'missing; expected the name of a process under processes'
        : 'expected the name of a process under processes',
  })
  .min(1, { error: 'expected the name of a process under processes' })
  .describe('the process, by its name under processes');

export const onProcess = {
  on: 'process',
  toxic: false,
  ramps: [],
  schema: z.strictObject({ process: name }),
} satisfies Partial<FaultKind>;

export function processOf(spec: FaultSpec): string {
  return textOf(spec, 'process');
}
