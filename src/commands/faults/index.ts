import { Flags } from '@oclif/core';
import { ChaosCommand } from '../../command.ts';
import { listFaults, type FaultList } from '../../run/hand/list-faults.ts';
import { namedServer } from '../../run/inject/named-server.ts';

export default class Faults extends ChaosCommand {
  static override summary = 'list what is active now: which fault, on which link, whose, until when';
  static override description =
    'Asks the runs of yours on this machine, and looks at their Toxiproxy servers and at those named with --toxiproxy or TOXIPROXY_URL: there it shows what others put in too. Changes nothing.';
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
    if (list.faults.length === 0) this.log('no fault is active');
    for (const { what, link, toxiproxy, whose, until } of list.faults) {
      const where = `${link === null ? '' : ` on ${link}`}${toxiproxy === null ? '' : ` at ${toxiproxy}`}`;
      this.log(`${what}${where}: ${whose}, ${until === null ? 'no end known' : `until ${until}`}`);
    }
    for (const problem of list.silent) this.logToStderr(`warning: could not be asked: ${problem}`);
    return list;
  }
}
