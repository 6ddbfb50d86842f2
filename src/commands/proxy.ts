import { Flags } from '@oclif/core';
import { ChaosCommand, renderError } from '../command.ts';
import { ChaosError } from '../errors.ts';
import { proxySheet, renderProxySheet, type ProxySheet } from '../proxy-sheet.ts';
import { systemClock as clock } from '../run/clock.ts';
import { startProxyServer } from '../run/proxy-server.ts';
import { listenForSignals } from '../run/signals.ts';

export default class Proxy extends ChaosCommand {
  static override summary = 'start a Toxiproxy-compatible server with live counters and leases';
  static override description =
    'Says where it listens and stays until Ctrl-C. Every Toxiproxy client works with it. With --json the same is printed as one JSON value once it listens.';

  static override examples = [
    { description: "on Toxiproxy's own port, without proxies", command: '<%= config.bin %> <%= command.id %>' },
    { description: 'with proxies, and toxics, from a file', command: '<%= config.bin %> <%= command.id %> --config toxiproxy.json' },
  ];

  static override flags = {
    host: Flags.string({ summary: 'the address its API listens on', default: '127.0.0.1' }),
    port: Flags.integer({ summary: "its API's port; 0 for any free one", default: 8474, min: 0, max: 65_535 }),
    config: Flags.string({ summary: 'a JSON file of proxies to begin with, as toxiproxy-server reads it, with their toxics' }),
    seed: Flags.integer({ summary: 'repeat which connections toxicity takes, and jitter', min: 0, max: 2 ** 32 - 1 }),
    'proxy-metrics': Flags.boolean({ summary: 'bytes of each proxy at /metrics' }),
    'runtime-metrics': Flags.boolean({ summary: 'memory and CPU of the server at /metrics' }),
  };

  /** The sheet is printed when the server listens and not when the command ends, so nothing is returned to be printed then. */
  async run(): Promise<ProxySheet | undefined> {
    const { flags } = await this.parse(Proxy);
    const stopped = Promise.withResolvers<'stopped'>();
    const stop = (): void => stopped.resolve('stopped');
    const letGo = listenForSignals(clock, { onFirst: stop, onSecond: () => process.exit(0) });
    try {
      const server = await startProxyServer(argumentsOf(flags));
      const sheet = proxySheet(server);
      if (this.jsonEnabled()) this.logJson(sheet);
      else this.log(renderProxySheet(sheet));
      const ended = await Promise.race([stopped.promise, server.exited]);
      if (ended === 'stopped') await server.stop();
      else this.#died(ended);
    } finally {
      letGo();
    }
    return undefined;
  }

  /** stdout has had its one value already. */
  #died(how: string): void {
    const error = new ChaosError('TOXIPROXY_UNREACHABLE', `the proxy server ended on its own with ${how}`, 'start it again');
    process.exitCode = error.exit;
    process.stderr.write(renderError(error));
  }
}

function argumentsOf(flags: Readonly<Record<string, string | number | boolean | undefined>>): string[] {
  const given = ['host', 'port', 'config', 'seed'].flatMap((name) => (flags[name] === undefined ? [] : [`--${name}=${flags[name]}`]));
  return [...given, ...['proxy-metrics', 'runtime-metrics'].filter((name) => flags[name] === true).map((name) => `--${name}`)];
}
