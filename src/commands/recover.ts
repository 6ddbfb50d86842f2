import { Args, Flags } from '@oclif/core';
import { ChaosCommand, renderError } from '../command.ts';
import { ChaosError } from '../errors.ts';
import { systemClock } from '../run/clock.ts';
import { recoverRuns, type Recovery } from '../run/inject/recover.ts';

export default class Recover extends ChaosCommand {
  static override summary = 'undo what runs left behind that were killed: toxics, disabled proxies, proxies and servers of their own';
  static override description =
    'Reads the undo journals of runs whose process is gone and undoes what is in them, and nothing else. Runs that live are left alone. Exit code 7 when something could not be undone.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> 20261127-020100-black-friday-k3f9',
    '<%= config.bin %> <%= command.id %> --forget',
  ];
  static override args = { run: Args.string({ description: 'run id; all dead runs if left out' }) };
  static override flags = {
    forget: Flags.boolean({ description: 'strike out also what could not be undone: its Toxiproxy server will never come back' }),
  };

  async run(): Promise<Recovery> {
    const { args, flags } = await this.parse(Recover);
    const recovery = await recoverRuns({ clock: systemClock, runId: args.run, forget: flags.forget });
    if (recovery.runs.length === 0) this.log('nothing to recover');
    for (const { runId, name, undone, left } of recovery.runs) {
      this.log(
        `${runId} (${name}): ${left.length > 0 ? 'not everything could be undone' : undone.length > 0 ? 'everything undone' : 'nothing was left to undo'}`,
      );
      for (const item of undone) this.log(`  undone  ${item}`);
      for (const item of left) this.log(`  ${flags.forget ? 'forgot' : 'left'}    ${item}`);
    }
    for (const { runId, name, pid } of recovery.running)
      this.log(`${runId} (${name}): still running as process ${pid}; 'chaos abort ${runId}' stops it`);
    if (!recovery.clean && !flags.forget) this.#incomplete(recovery);
    return recovery;
  }

  #incomplete(recovery: Recovery): void {
    const left = recovery.runs.flatMap((run) => run.left);
    const error = new ChaosError(
      'ROLLBACK_INCOMPLETE',
      `${left.length} ${left.length === 1 ? 'thing' : 'things'} could not be undone`,
      "see to it that the Toxiproxy server answers, then 'chaos recover' again; if it is gone for good, 'chaos recover --forget'",
      {
        problems: left.map((message) => ({ message })),
      },
    );
    process.exitCode = error.exit;
    process.stderr.write(renderError(error));
  }
}
