import { Args, Flags } from '@oclif/core';
import type { Wire } from '../analysis/wire.ts';
import { ChaosCommand, renderError } from '../command.ts';
import { checkScenario, type Checked } from '../check-scenario.ts';
import { checkWire } from '../check-wire.ts';
import { exitCode, worstOf } from '../exit-codes.ts';
import { heedPublicHosts, sayStale } from '../front-desk.ts';
import { overridesOf, planFlags } from '../plan-flags.ts';
import { renderWire } from '../report/wire.ts';
import { colorOn, columnsOf, confirmFlag } from '../run-flags.ts';

interface CheckResult {
  readonly schema: 1;
  readonly exitCode: number;
  readonly files: readonly ReturnType<typeof jsonOf>[];
}

export default class Check extends ChaosCommand {
  static override summary = 'find every mistake in scenario files; with --wire, whether the system feels its links';
  static override description =
    'Schema, plan, and whether each objective can be judged: nothing is sent. With --wire a few requests a second are, while one link after the other is slowed for 3 s: which routes felt it? Exits with 2 where something is wrong, with 6 where a link was not felt.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> scenarios/*.yaml',
    '<%= config.bin %> <%= command.id %> my.yaml --system stampede.yaml --env staging',
    '<%= config.bin %> <%= command.id %> my.yaml --wire',
  ];
  static override strict = false;
  static override args = { file: Args.string({ description: 'scenario files or names of library scenarios', required: true }) };
  static override flags = {
    ...planFlags,
    ...confirmFlag,
    wire: Flags.boolean({ summary: 'slow each link for 3 s under a few requests a second, and show which routes felt it' }),
    quiet: Flags.boolean({ char: 'q', summary: 'no progress on stderr', dependsOn: ['wire'] }),
  };

  async run(): Promise<CheckResult> {
    const { argv, flags } = await this.parse(Check);
    if (flags.wire) sayStale();
    const done: { checked: Checked; wire: Wire | null }[] = [];
    for (const file of argv as string[]) {
      const checked = await checkScenario({ scenario: file, overrides: overridesOf(flags), cwd: process.cwd(), env: process.env });
      this.#show(checked);
      if (flags.wire && checked.made !== null) await heedPublicHosts([checked.made], flags);
      const wire = flags.wire && checked.made !== null ? await this.#wire(checked.made, flags.quiet) : null;
      done.push({ checked, wire });
      if (wire !== null && wire.exitCode >= exitCode.interrupted) break;
    }
    const code = worstOf(
      done.flatMap(({ checked, wire }) => [checked.error === null ? exitCode.held : exitCode.usage, wire?.exitCode ?? 0]),
    );
    process.exitCode = code;
    return { schema: 1, exitCode: code, files: done.map(jsonOf) };
  }

  #show({ scenario, error, warnings }: Checked): void {
    if (error && !this.jsonEnabled()) process.stderr.write(`${scenario}\n${renderError(error)}`);
    else this.log(`ok ${scenario}`);
    for (const warning of warnings) if (!this.jsonEnabled()) process.stderr.write(`  warning: ${warning}\n`);
  }

  async #wire(made: NonNullable<Checked['made']>, quiet: boolean): Promise<Wire> {
    const wire = await checkWire(made, { quiet, color: colorOn(process.stderr, process.env), version: this.config.version });
    this.log(renderWire(wire, { color: colorOn(process.stdout, process.env), width: columnsOf(process.stdout) }));
    return wire;
  }
}

function jsonOf({ checked: { scenario, error, problems, warnings }, wire }: { checked: Checked; wire: Wire | null }) {
  return { file: scenario, ok: error === null, code: error?.code ?? null, problems, warnings, ...(wire === null ? {} : { wire }) };
}
