import { Args } from '@oclif/core';
import { ChaosCommand } from '../command.ts';
import { exitCode } from '../exit-codes.ts';
import { systemClock } from '../run/clock.ts';
import { abortRuns, type AbortReport } from '../run/abort-runs.ts';

export default class Abort extends ChaosCommand {
  static override summary = 'stop a run from any terminal and folder: faults are undone first, then the load stops';
  static override description =
    'Without a run id every run of yours on this machine is stopped. A run that does not answer is ended, and what it left is undone, as after one whose process is gone. Asking twice does no harm.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> 20261127-020100-black-friday-k3f9',
  ];
  static override args = { run: Args.string({ description: 'run id; all runs if left out' }) };

  async run(): Promise<AbortReport> {
    const { args } = await this.parse(Abort);
    const report = await abortRuns({ runId: args.run, clock: systemClock });
    if (report.runs.length === 0) this.log(args.run ? `no run ${args.run} is active` : 'no run is active');
    for (const { runId, name, what, left } of report.runs) {
      this.log(`${runId} (${name}): ${what}`);
      for (const item of left) this.log(`  left: ${item}`);
    }
    if (!report.clean) process.exitCode = exitCode.rollbackIncomplete;
    return report;
  }
}
