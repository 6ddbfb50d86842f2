import { Args } from '@oclif/core';
import { ChaosCommand, renderError } from '../command.ts';
import { checkScenario, type Checked } from '../check-scenario.ts';
import { exitCode } from '../exit-codes.ts';
import { overridesOf, planFlags } from '../plan-flags.ts';

interface CheckResult {
  readonly schema: 1;
  readonly exitCode: number;
  readonly files: readonly ReturnType<typeof jsonOf>[];
}

export default class Check extends ChaosCommand {
  static override summary = 'find every mistake in scenario files, and send nothing';
  static override description = 'Schema, plan, and whether each objective can be judged. Exits with 2 where something is wrong.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> scenarios/*.yaml',
    '<%= config.bin %> <%= command.id %> my.yaml --system stampede.yaml --env staging',
  ];
  static override strict = false;
  static override args = { file: Args.string({ description: 'scenario files or names of library scenarios', required: true }) };
  static override flags = { ...planFlags };

  async run(): Promise<CheckResult> {
    const { argv, flags } = await this.parse(Check);
    const checked: Checked[] = [];
    for (const file of argv as string[])
      checked.push(await checkScenario({ scenario: file, overrides: overridesOf(flags), cwd: process.cwd(), env: process.env }));
    for (const { scenario, error, warnings } of checked) {
      if (error && !this.jsonEnabled()) process.stderr.write(`${scenario}\n${renderError(error)}`);
      else this.log(`ok ${scenario}`);
      for (const warning of warnings) if (!this.jsonEnabled()) process.stderr.write(`  warning: ${warning}\n`);
    }
    const code = checked.some(({ error }) => error !== null) ? exitCode.usage : exitCode.held;
    process.exitCode = code;
    return { schema: 1, exitCode: code, files: checked.map(jsonOf) };
  }
}

function jsonOf({ scenario, error, problems, warnings }: Checked) {
  return { file: scenario, ok: error === null, code: error?.code ?? null, problems, warnings };
}
