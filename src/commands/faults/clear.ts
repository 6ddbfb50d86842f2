import { Args } from '@oclif/core';
import { ChaosCommand } from '../../command.ts';
import { exitCode } from '../../exit-codes.ts';
import { assertCleared, clearFaults, type ClearedRun } from '../../run/hand/clear-faults.ts';

export default class Clear extends ChaosCommand {
  static override summary = 'take faults out now, from any terminal';
  static override description =
    'Those of runs that go on, which then say so in their log, and those held by hand. What chaos did not put in is never touched, and what a killed run left is undone by `recover`. Exit code 4 when there is none of the name given.';
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> payments'];
  static override args = { which: Args.string({ description: "a fault's id or a link's name; all faults if left out" }) };

  async run(): Promise<readonly ClearedRun[]> {
    const { args } = await this.parse(Clear);
    const asked = await clearFaults(args.which);
    if (asked.length === 0) this.log('no run is active');
    for (const { runId, name, answer } of asked) this.log(`${runId} (${name}): ${answer}`);
    if (args.which !== undefined) await assertCleared(args.which, asked);
    if (asked.some(({ ok }) => !ok)) process.exitCode = exitCode.notReady;
    return asked;
  }
}
