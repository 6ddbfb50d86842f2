/** Flags by which spike and run hold a run against others; shared by both. */
import { Flags } from '@oclif/core';

const helpGroup = 'COMPARE';

export const againstFlags = {
  baseline: Flags.string({
    summary: 'judge it against a saved baseline, and run it again where it is worse; by name or file',
    helpValue: 'NAME',
    helpGroup,
  }),
  history: Flags.string({
    summary: 'judge it against the nights in this file, run it again where it is worse, and add it to them',
    helpValue: 'FILE',
    helpGroup,
  }),
  control: Flags.boolean({ summary: 'first the same load without faults, to tell what the faults themselves cost', helpGroup }),
};
