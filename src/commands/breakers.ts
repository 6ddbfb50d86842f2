import { Args, Flags } from '@oclif/core';
import { breakerSheet, renderBreakerSheet, type BreakerSheet } from '../breaker-sheet.ts';
import { ChaosCommand } from '../command.ts';
import { lookForBreakers } from '../look-for-breakers.ts';

export default class Breakers extends ChaosCommand {
  static override summary = 'show the circuit breakers that can be read at a URL, and the lines that watch them';
  static override description =
    'Reads a Prometheus exposition, resilience4j or opossum as JSON, a Hystrix stream, the statistics of HAProxy, or a Prometheus server that knows them. At the root of a server the usual paths are looked at. It only reads.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> http://127.0.0.1:8080/metrics',
    '<%= config.bin %> <%= command.id %> http://127.0.0.1:8080/actuator/circuitbreakers --json',
    '<%= config.bin %> <%= command.id %> http://prometheus.staging:9090 --allow-host prometheus.staging',
  ];
  static override args = { url: Args.string({ description: 'where breakers may show themselves', required: true }) };
  static override flags = {
    'allow-host': Flags.string({ description: 'a host besides this machine that may be asked', multiple: true, multipleNonGreedy: true }),
  };

  async run(): Promise<BreakerSheet> {
    const { args, flags } = await this.parse(Breakers);
    const sheet = breakerSheet(args.url, await lookForBreakers(args.url, flags['allow-host'] ?? []));
    this.log(renderBreakerSheet(sheet));
    return sheet;
  }
}
