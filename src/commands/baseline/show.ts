import { Args } from '@oclif/core';
import type { Baseline } from '../../analysis/compare/baseline.ts';
import { leftOutOf, trendsOf, type Trends } from '../../analysis/compare/trends.ts';
import { baselineFile, loadBaseline } from '../../baseline-desk.ts';
import { ChaosCommand } from '../../command.ts';
import { renderHistory } from '../../report/history.ts';
import { colorOn, columnsOf } from '../../run-flags.ts';

export default class ShowBaseline extends ChaosCommand {
  static override summary = 'show what a baseline holds';
  static override examples = ['<%= config.bin %> <%= command.id %> main'];
  static override args = { name: Args.string({ description: 'of the baseline, or its file', required: true }) };

  async run(): Promise<Baseline> {
    const { args } = await this.parse(ShowBaseline);
    const baseline = loadBaseline(args.name);
    const { runs } = baseline;
    const trends: Trends = {
      schema: 1,
      file: baselineFile(args.name),
      exists: true,
      runs: runs.length,
      added: null,
      unreadable: [],
      leftOut: leftOutOf(runs),
      groups: trendsOf(runs),
    };
    this.log(renderHistory(trends, { color: colorOn(process.stdout, process.env), width: columnsOf(process.stdout) }));
    return baseline;
  }
}
