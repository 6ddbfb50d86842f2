import { Args } from '@oclif/core';
import type { Analysis } from '../analysis/analysis.ts';
import { againstFlags } from '../against-flags.ts';
import { against } from '../against.ts';
import { ChaosCommand } from '../command.ts';
import { sayStale } from '../front-desk.ts';
import { runJob, type Several } from '../job.ts';
import { overridesOf, planFlags } from '../plan-flags.ts';
import { makePlan } from '../plan/entry.ts';
import { repeating } from '../repeat.ts';
import { runFlags } from '../run-flags.ts';

export default class Spike extends ChaosCommand {
  static override summary = 'rehearse a spike with a failing dependency, and say what customers would have seen';
  static override description =
    'Without arguments: Black Friday at the reference storefront. With a scenario file, the name of a library scenario, or a URL: that one, against your own system.';

  static override examples = [
    { description: 'Black Friday at the reference storefront, in under two minutes', command: '<%= config.bin %> <%= command.id %>' },
    { description: 'the same shop without breakers and timeouts', command: '<%= config.bin %> <%= command.id %> --storefront fragile' },
    {
      description: 'a URL of your own, five times its usual rate',
      command: '<%= config.bin %> <%= command.id %> http://127.0.0.1:8080 --rate 50/s --peak 5x',
    },
    {
      description: 'with a fault on a dependency that goes through a Toxiproxy proxy',
      command:
        '<%= config.bin %> <%= command.id %> --target http://127.0.0.1:8080 --link payments=127.0.0.1:21001,127.0.0.1:4001 --fault "payments latency 2s for 20s at 40s" --objective "p99 below 300ms during peak"',
    },
  ];

  static override args = { scenario: Args.string({ description: 'a scenario file, the name of a library scenario, or a URL' }) };
  static override flags = { ...planFlags, ...runFlags, ...againstFlags };

  async run(): Promise<Analysis | Several> {
    const { args, flags } = await this.parse(Spike);
    sayStale();
    const made = await makePlan({ scenario: args.scenario, overrides: overridesOf(flags), cwd: process.cwd(), env: process.env });
    const { value, exitCode } = await runJob([made], {
      ...flags,
      version: this.config.version,
      log: (text) => this.log(text),
      ...against(flags, [made], repeating(flags)),
    });
    process.exitCode = exitCode;
    return value;
  }
}
