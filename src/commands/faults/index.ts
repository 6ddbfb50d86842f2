import { Flags } from '@oclif/core';
import { ChaosCommand } from '../../command.ts';
import { exitCode } from '../../exit-codes.ts';
import { faultSheet } from '../../fault-sheet.ts';
import { systemClock as clock } from '../../run/clock.ts';
import { listFaults, type FaultList } from '../../run/hand/list-faults.ts';
import { namedServer } from '../../run/inject/named-server.ts';

export default class Faults extends ChaosCommand {
  static override summary = 'list what is active now: which fault, on which link, whose, until when';
  static override description =
    'Asks the runs of yours on this machine, and looks at their Toxiproxy servers and at those named with --toxiproxy or TOXIPROXY_URL: there it shows what others put in too. Changes nothing. Exit code 4 when one of them could not be asked.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --toxiproxy http://127.0.0.1:8474 --json',
  ];
  static override flags = {
    toxiproxy: Flags.string({ description: 'a Toxiproxy server to look at', helpValue: 'URL', multiple: true, multipleNonGreedy: true }),
    'allow-host': Flags.string({ description: 'a host besides this machine that may be sent to', multiple: true, multipleNonGreedy: true }),
  };

  async run(): Promise<FaultList> {
    const { flags } = await this.parse(Faults);
    const urls = flags.toxiproxy ?? [process.env['TOXIPROXY_URL'] ?? ''].filter((url) => url !== '');
    const list = await listFaults(urls.map((url) => namedServer(url, flags['allow-host'])));
    for (const line of faultSheet(list, clock.wall().getTime())) this.log(line);
    for (const problem of list.silent) this.logToStderr(`warning: could not be asked: ${problem}`);
    if (list.silent.length > 0) process.exitCode = exitCode.notReady;
    return list;
  }
}
