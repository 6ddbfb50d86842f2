import { Args } from '@oclif/core';
import { ChaosCommand } from '../command.ts';
import { overridesOf, planFlags } from '../plan-flags.ts';
import { makePlan } from '../plan/entry.ts';
import type { Plan } from '../plan/plan.ts';
import { printPlan } from '../plan/print.ts';
import { redactPlan } from '../plan/redact.ts';

export default class PlanCommand extends ChaosCommand {
  static override summary = 'show what a run would do and when, and send nothing';
  static override description =
    'The resolved timeline, where each value came from, and what each objective needs to be judged. Takes what `spike` takes.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> my.yaml --env staging',
    '<%= config.bin %> <%= command.id %> black-friday --rate 50/s --peak 10x --json',
  ];
  static override args = { scenario: Args.string({ description: 'a scenario file, the name of a library scenario, or a URL' }) };
  static override flags = { ...planFlags };

  async run(): Promise<Plan> {
    const { args, flags } = await this.parse(PlanCommand);
    const { plan } = await makePlan({ scenario: args.scenario, overrides: overridesOf(flags), cwd: process.cwd(), env: process.env });
    const shown = redactPlan(plan);
    this.log(printPlan(shown, { isFirstProcess: process.pid === 1 }).trimEnd());
    return shown;
  }
}
