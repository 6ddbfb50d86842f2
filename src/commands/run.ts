import { Args } from '@oclif/core';
import type { Analysis } from '../analysis/analysis.ts';
import { againstFlags } from '../against-flags.ts';
import { against } from '../against.ts';
import { ChaosCommand } from '../command.ts';
import { sayStale } from '../front-desk.ts';
import { runJob, type Several } from '../job.ts';
import { overridesOf, planFlags } from '../plan-flags.ts';
import { makePlan, type MadePlan } from '../plan/entry.ts';
import { repeating } from '../repeat.ts';
import { runFlags } from '../run-flags.ts';

export default class Run extends ChaosCommand {
  static override summary = 'run scenarios, by file or by library name, one after the other';
  static override description =
    'All of them are checked before the first one starts. Several runs end with one summary and one exit code: the worst.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> black-friday',
    '<%= config.bin %> <%= command.id %> checkout.yaml search.yaml --system stampede.yaml --env staging --ci',
  ];
  static override strict = false;
  static override args = { scenario: Args.string({ description: 'scenario files or names of library scenarios', required: true }) };
  static override flags = { ...planFlags, ...runFlags, ...againstFlags };

  async run(): Promise<Analysis | Several> {
    const { argv, flags } = await this.parse(Run);
    sayStale();
    const plans: MadePlan[] = [];
    for (const scenario of argv as string[])
      plans.push(await makePlan({ scenario, overrides: overridesOf(flags), cwd: process.cwd(), env: process.env }));
    const { value, exitCode } = await runJob(plans, {
      ...flags,
      version: this.config.version,
      log: (text) => this.log(text),
      ...against(flags, plans, repeating(flags)),
    });
    process.exitCode = exitCode;
    return value;
  }
}
