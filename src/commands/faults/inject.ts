import { Args, Flags } from '@oclif/core';
import { ChaosCommand } from '../../command.ts';
import { ChaosError } from '../../errors.ts';
import { sayStale } from '../../front-desk.ts';
import { holdByHand } from '../../hold-by-hand.ts';
import type { HandFault } from '../../run/hand/inject-by-hand.ts';
import { bringForward, type AskedRun } from '../../run/hand/clear-faults.ts';
import { readHandFault, readHandLink } from '../../run/hand/read-hand-fault.ts';

export default class Inject extends ChaosCommand {
  static override summary = 'inject one fault by hand, and undo it when its time is over or on Ctrl-C';
  static override description =
    'The link is given with --link, or is a proxy that is there on the Toxiproxy server. It is undone as the faults of a run are: also when this process is killed. One word is the id of a fault that a run has planned: it is brought forward there. A run that goes on takes no fault that its plan does not hold.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> "payments latency 2s for 60s" --toxiproxy http://127.0.0.1:8474',
    '<%= config.bin %> <%= command.id %> "payments down for 30s" --link payments=127.0.0.1:21001,127.0.0.1:4001',
    '<%= config.bin %> <%= command.id %> "shop http_error 503 share=20% for 30s" --link shop=127.0.0.1:21001,127.0.0.1:8080,protocol=http',
    '<%= config.bin %> <%= command.id %> payments-slow --run 20261127-020100-black-friday-k3f9',
  ];
  static override args = { fault: Args.string({ description: 'LINK TYPE [VALUE] [ATTRIBUTE=VALUE ...] for DURATION', required: true }) };
  static override flags = {
    link: Flags.string({
      description: 'a dependency connection to put a proxy on; protocol=http as KEY=VALUE: HTTP is spoken on it, as http_* faults need',
      helpValue: 'NAME=LISTEN,UPSTREAM[,KEY=VALUE]',
    }),
    toxiproxy: Flags.string({
      description: 'a Toxiproxy server that runs; else one is started for as long as the fault lasts',
      helpValue: 'URL',
    }),
    'allow-host': Flags.string({ description: 'a host besides this machine that may be sent to', multiple: true, multipleNonGreedy: true }),
    run: Flags.string({ description: 'the run whose planned fault is meant; else any that has it', helpValue: 'ID' }),
  };

  async run(): Promise<HandFault | readonly AskedRun[] | undefined> {
    const { args, flags } = await this.parse(Inject);
    if (!/\s/.test(args.fault.trim())) return this.#forward(args.fault.trim(), flags.run);
    const fault = readHandFault(args.fault);
    const link = flags.link === undefined ? null : readHandLink(flags.link);
    if (link !== null && link.name !== fault.link)
      throw new ChaosError('USAGE', `the fault is for link ${fault.link}, and --link names ${link.name}`, 'give both the same name');
    sayStale();
    return holdByHand(
      { fault, link, toxiproxy: flags.toxiproxy ?? null, allowHosts: flags['allow-host'] ?? [] },
      (held) => {
        if (this.jsonEnabled()) this.logJson(held);
        else
          this.log(
            `${held.what} on ${held.link} (${held.listen}, proxy ${held.proxy} at ${held.toxiproxy}) until ${held.until}; Ctrl-C undoes it at once`,
          );
      },
      (held, why) => this.log(`undone: ${held.what} on ${held.link} is out (${why})`),
    );
  }

  async #forward(id: string, run: string | undefined): Promise<readonly AskedRun[]> {
    const asked = await bringForward(id, run);
    if (!asked.some(({ ok }) => ok))
      throw new ChaosError(
        'RUN_NOT_FOUND',
        asked.length === 0 ? 'no run is active' : asked.map(({ runId, answer }) => `${runId}: ${answer}`).join('; '),
        `a fault of your own is written out: "payments latency 2s for 60s"`,
      );
    for (const { runId, name, answer } of asked) this.log(`${runId} (${name}): ${answer}`);
    return asked;
  }
}
