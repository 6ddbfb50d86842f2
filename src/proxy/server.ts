/** The Toxiproxy-compatible server: its HTTP API on one port, its proxies on theirs. */
import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ChaosError, messageOf, systemCodeOf } from '../errors.ts';
import { writeAddress } from './address.ts';
import { createApi } from './api/wire.ts';
import { Collection } from './collection.ts';
import type { ConfiguredProxy } from './config.ts';
import { Leases } from './leases.ts';
import { Metrics, type MetricsSwitches } from './metrics.ts';

export interface ServerOptions {
  readonly host: string;
  /** 0 is any free port. */
  readonly port: number;
  /** Repeats which connections a toxicity takes, and jitter. */
  readonly seed?: number;
  /** There is no /metrics unless one of its parts is wanted. */
  readonly metrics?: MetricsSwitches;
  /** Are there when the API begins to answer. */
  readonly proxies?: readonly ConfiguredProxy[];
}

export interface StartedProxy {
  readonly name: string;
  readonly listen: string;
  readonly upstream: string;
  readonly enabled: boolean;
  /** Their names. */
  readonly toxics: readonly string[];
}

export interface RunningServer {
  /** `http://127.0.0.1:8474` */
  readonly url: string;
  /** Those it began with. */
  readonly proxies: readonly StartedProxy[];
  /** Closes the API, every listener and every connection. */
  close(): Promise<void>;
}

/** Throws ChaosError LISTEN_TAKEN when its address is in use, or that of one of its proxies can't be had; USAGE when its own is none of this machine's. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { proxies: bytes = false, runtime = false } = options.metrics ?? {};
  const metrics = bytes || runtime ? new Metrics({ proxies: bytes, runtime }) : undefined;
  const proxies = new Collection(options.seed ?? randomBytes(4).readUInt32LE(), metrics);
  const leases = new Leases(proxies);
  const http = createApi({ proxies, leases, metrics });
  try {
    for (const proxy of options.proxies ?? []) await begin(proxies, proxy);
    await listening(http, options);
  } catch (error) {
    await proxies.stopAll();
    throw error;
  }
  const { address, port } = http.address() as AddressInfo;
  return {
    url: `http://${writeAddress({ host: address, port })}`,
    proxies: proxies.all().map(({ name, listen, upstream, enabled, toxics }) => ({
      name,
      listen,
      upstream,
      enabled,
      toxics: toxics.map((toxic) => toxic.name),
    })),
    async close() {
      const closed = new Promise((resolve) => http.close(resolve));
      http.closeAllConnections();
      await leases.close();
      await proxies.stopAll();
      await closed;
    },
  };
}

async function begin(proxies: Collection, { toxics, where, ...spec }: ConfiguredProxy): Promise<void> {
  try {
    await proxies.create(spec, toxics);
  } catch (error) {
    throw new ChaosError(
      'LISTEN_TAKEN',
      `proxy "${spec.name}" can't listen on ${spec.listen}: ${messageOf(error)}`,
      'choose another address',
      {
        where,
        cause: error,
      },
    );
  }
}

async function listening(http: Server, { host, port }: ServerOptions): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      http.once('error', reject);
      http.listen({ host, port }, () => {
        http.off('error', reject);
        resolve();
      });
    });
  } catch (error) {
    const where = writeAddress({ host, port });
    if (systemCodeOf(error) === 'EADDRINUSE')
      throw new ChaosError('LISTEN_TAKEN', `can't listen on ${where}: it is in use`, 'choose another port, or 0 for any free one', {
        cause: error,
      });
    throw new ChaosError(
      'USAGE',
      `can't listen on ${where}: ${messageOf(error)}`,
      'give --host an address of this machine, and --port one that you may listen on',
      { cause: error },
    );
  }
}
