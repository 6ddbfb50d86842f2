import { Flags } from '@oclif/core';
import { ChaosCommand, renderError } from '../command.ts';
import { ChaosError } from '../errors.ts';
import { exitCode } from '../exit-codes.ts';
import { sayStale } from '../front-desk.ts';
import { playSheet, renderSheet, type PlaySheet } from '../play-sheet.ts';
import { newRunId } from '../publish.ts';
import { systemClock as clock } from '../run/clock.ts';
import { storefrontSwitches } from '../plan/storefront-system.ts';
import { withPlayground } from '../run/playground.ts';
import { listenForSignals } from '../run/signals.ts';
import { createStopper } from '../run/stop.ts';
import { stopOnUncaught } from '../run/uncaught.ts';

export default class Storefront extends ChaosCommand {
  static override summary = 'start the reference shop to play with, a Toxiproxy proxy on each of its dependencies';
  static override description =
    'Prints its URLs and links and stays until Ctrl-C, then removes everything. With --json the same is printed as one JSON value once the shop is open.';

  static override examples = [
    { description: 'the shop with all its defences', command: '<%= config.bin %> <%= command.id %>' },
    {
      description: 'the shop of the outage reports, with one remedy',
      command: '<%= config.bin %> <%= command.id %> --variant fragile --with circuit-breakers',
    },
  ];

  static override flags = {
    variant: Flags.option({ options: ['resilient', 'fragile'] as const, default: 'resilient' })({
      summary: 'with all defences, or with none',
    }),
    with: Flags.option({ options: storefrontSwitches, multiple: true, default: [] })({
      summary: 'turn this defence on as well; may be repeated',
      multipleNonGreedy: true,
    }),
    port: Flags.integer({ summary: "the shop's port; 0 for any free one", default: 0, min: 0, max: 65_535 }),
    toxiproxy: Flags.string({ summary: 'a Toxiproxy server to use instead of the one that would be found' }),
  };

  /** The sheet is printed when the shop opens and not when the command ends, so nothing is returned to be printed then. */
  async run(): Promise<PlaySheet | undefined> {
    const { flags } = await this.parse(Storefront);
    const { variant, with: extra, port } = flags;
    sayStale();
    const stopper = createStopper();
    const runId = newRunId('storefront', clock.wall());
    const letGo = listenForSignals(clock, {
      onFirst: (signal) => stopper.request({ why: 'interrupted', detail: signal }),
      onSecond: (signal) => {
        process.stderr.write(`${signal} again: leaving at once. What was put up may remain; 'chaos recover ${runId}' removes it.\n`);
        process.exit(signal === 'SIGINT' ? exitCode.interrupted : exitCode.terminated);
      },
    });
    const hearFailure = stopOnUncaught(stopper);
    const ground = { runId, variant, extra, port, toxiproxy: flags.toxiproxy ?? null, env: process.env, clock, stopper };
    let open = false;
    try {
      const left = await withPlayground(ground, async (playground) => {
        const sheet = playSheet(variant, playground);
        if (this.jsonEnabled()) this.logJson(sheet);
        else this.log(renderSheet(sheet, this.config.bin));
        open = true;
        const code = await playground.shop.exited;
        const how = code === null ? '' : ` with code ${code}`;
        throw new ChaosError('STOREFRONT_FAILED', `the storefront ended on its own${how}`, 'start it again');
      });
      if (left.length > 0)
        throw new ChaosError('ROLLBACK_INCOMPLETE', `not everything could be removed: ${left.join('; ')}`, "'chaos recover' tries again");
    } catch (error) {
      // stdout has had its one value already.
      if (!open || !(error instanceof ChaosError)) throw error;
      process.exitCode = error.exit;
      process.stderr.write(renderError(error));
    } finally {
      hearFailure();
      letGo();
    }
    return undefined;
  }
}
