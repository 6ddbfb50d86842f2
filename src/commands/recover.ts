import { Args, Flags } from '@oclif/core';
import { ChaosCommand, renderError } from '../command.ts';
import { ChaosError } from '../errors.ts';
import { recoveredServerSheet, recoverySheet } from '../recover-sheet.ts';
import { systemClock as clock } from '../run/clock.ts';
import { namedServer } from '../run/inject/named-server.ts';
import { recoverHint } from '../run/inject/recover-hint.ts';
import { recoverRuns, type Recovery } from '../run/inject/recover.ts';
import { recoverServer, type RecoveredServer } from '../run/inject/recover-server.ts';

export default class Recover extends ChaosCommand {
  static override summary = 'undo what runs left behind that were killed: toxics, disabled proxies, proxies and servers of their own';
  static override description =
    'Reads the undo journals of runs whose process is gone and undoes what is in them, and nothing else. With --stale it goes by what a Toxiproxy server holds instead, for runs of other machines: what is named after a run whose lock there has run out. Runs that live are left alone. Exit code 7 when something could not be undone.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> 20261127-020100-black-friday-k3f9',
    '<%= config.bin %> <%= command.id %> --forget',
    '<%= config.bin %> <%= command.id %> --toxiproxy http://127.0.0.1:8474 --stale',
  ];
  static override usage = [
    '<%= command.id %> [RUN [--force]] [--forget] [--json]',
    '<%= command.id %> --stale --toxiproxy URL [RUN --force] [--allow-host HOST] [--json]',
  ];
  static override args = { run: Args.string({ description: 'run id; all dead runs if left out' }) };
  static override flags = {
    forget: Flags.boolean({
      description: 'strike out also what could not be undone: its Toxiproxy server is gone for good, or you undid it yourself',
    }),
    stale: Flags.boolean({ description: 'go by what the Toxiproxy server holds, without a journal', dependsOn: ['toxiproxy'] }),
    toxiproxy: Flags.string({ description: 'that server', helpValue: 'URL', dependsOn: ['stale'] }),
    force: Flags.boolean({ description: 'the run named is known to be dead, whatever its lock says and wherever it was' }),
    'allow-host': Flags.string({ description: 'a host besides this machine that may be sent to', multiple: true, multipleNonGreedy: true }),
  };

  async run(): Promise<Recovery | RecoveredServer> {
    const { args, flags } = await this.parse(Recover);
    if (flags.toxiproxy !== undefined) return this.#stale(flags.toxiproxy, args.run, flags);
    const recovery = await recoverRuns({ clock, runId: args.run, forget: flags.forget, force: flags.force });
    for (const line of recoverySheet(recovery, flags.forget)) this.log(line);
    const left = recovery.runs.flatMap((run) => run.left);
    if (left.length > 0 && !flags.forget) this.#incomplete(left, recoverHint(recovery.runs.flatMap(({ leftKinds = [] }) => leftKinds)));
    return recovery;
  }

  async #stale(
    url: string,
    run: string | undefined,
    flags: { force?: boolean; 'allow-host'?: string[] | undefined },
  ): Promise<RecoveredServer> {
    if ((run !== undefined) !== (flags.force === true))
      throw new ChaosError(
        'USAGE',
        'with --stale a run id and --force belong together',
        'leave both out: what has run out is undone in any case',
      );
    const server = namedServer(url, flags['allow-host']);
    const recovered = await recoverServer(server, { clock, dead: run === undefined ? [] : [run] });
    for (const line of recoveredServerSheet(recovered)) this.log(line);
    if (recovered.left.length > 0) this.#incomplete(recovered.left, 'see to it that the Toxiproxy server answers, then the same again');
    return recovered;
  }

  #incomplete(left: readonly string[], hint: string): void {
    const error = new ChaosError(
      'ROLLBACK_INCOMPLETE',
      `${left.length} ${left.length === 1 ? 'thing' : 'things'} could not be undone`,
      hint,
      { problems: left.map((message) => ({ message })) },
    );
    process.exitCode = error.exit;
    process.stderr.write(renderError(error));
  }
}
