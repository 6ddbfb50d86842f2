import { Args, Flags } from '@oclif/core';
import type { Sides } from '../analysis/compare/compare-runs.ts';
import { ChaosCommand } from '../command.ts';
import { compareSides } from '../compare-desk.ts';
import { renderSides, renderSidesMarkdown } from '../report/compare.ts';
import { colorOn, columnsOf } from '../run-flags.ts';

const side = 'run id or folder, several with commas, a group of repetitions, a folder of runs, or the file of a baseline';

export default class Compare extends ChaosCommand {
  static override summary = 'hold runs against each other, metric by metric';
  static override description =
    'One run against one shows differences and claims nothing. From five runs a side on, differences are told from chance, by exact rank tests on runs. Only runs of one plan on one kind of machine can be compared.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> 20261126-020100-checkout-1a2b 20261127-020100-checkout-3c4d',
    '<%= config.bin %> <%= command.id %> reports/before reports/after --fail-on-regression',
  ];
  static override args = {
    a: Args.string({ description: `what is compared with: ${side}`, required: true }),
    b: Args.string({ description: 'what is compared, likewise', required: true }),
  };
  static override flags = {
    out: Flags.string({ summary: 'folder that holds the run folders', default: 'reports' }),
    print: Flags.option({ options: ['md'] as const, summary: 'print Markdown instead of the table' })(),
    'across-versions': Flags.boolean({ summary: "the target's version labels of the two sides may differ" }),
    'fail-on-regression': Flags.boolean({ summary: 'exit with 8 where b is worse, and with 6 where too few runs could tell' }),
  };

  async run(): Promise<Sides> {
    const { args, flags } = await this.parse(Compare);
    const sides = compareSides({
      ...args,
      out: flags.out,
      acrossVersions: flags['across-versions'],
      failOnRegression: flags['fail-on-regression'],
    });
    const screen = { color: colorOn(process.stdout, process.env), width: columnsOf(process.stdout) };
    this.log(flags.print === 'md' ? renderSidesMarkdown(sides) : renderSides(sides, screen));
    process.exitCode = sides.exitCode;
    return sides;
  }
}
