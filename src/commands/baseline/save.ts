import { Args, Flags } from '@oclif/core';
import { saveBaseline, type SavedBaseline } from '../../baseline-desk.ts';
import { ChaosCommand } from '../../command.ts';

export default class SaveBaseline extends ChaosCommand {
  static override summary = 'save runs that held as a baseline, for spike and run --baseline NAME';
  static override description =
    'Writes baselines/NAME.json, which belongs into the repository. Ten runs or more show how much runs differ, so that a later one can be told from chance; fewer only show what is grossly worse.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> main',
    '<%= config.bin %> <%= command.id %> main 20261126-020100-checkout-1a2b,20261127-020100-checkout-3c4d',
    '<%= config.bin %> <%= command.id %> main reports/nights',
  ];
  static override args = {
    name: Args.string({ description: 'of the baseline, or a file', required: true }),
    runs: Args.string({ description: 'run ids or folders, several with commas, or a folder of runs; the latest if left out' }),
  };
  static override flags = { out: Flags.string({ summary: 'folder that holds the run folders', default: 'reports' }) };

  async run(): Promise<SavedBaseline> {
    const { args, flags } = await this.parse(SaveBaseline);
    const saved = saveBaseline(args.name, args.runs ?? null, flags.out);
    const { length } = saved.baseline.runs;
    this.log(`wrote ${saved.file}: ${length} ${length === 1 ? 'run' : 'runs'} of ${saved.baseline.scenario}`);
    return saved;
  }
}
