/**
 * The Toxiproxy server of a run: one that is named, else `toxiproxy-server` on the PATH, else the embedded server; the last two are
 * started here and belong to the run. STAMPEDE_TOXIPROXY=binary or =embedded forces one of those two where no URL was given in so many words.
 */
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ChaosError } from '../../errors.ts';
import type { Clock } from '../clock.ts';
import { startOwned, type OwnedServer } from './owned-server.ts';
import { normaliseHost } from './toxiproxy-host.ts';
import { ToxiproxyServer } from './toxiproxy.ts';

type Env = Readonly<Record<string, string | undefined>>;

export interface FoundToxiproxy {
  /** Without credentials: fit to be shown. */
  readonly url: string;
  /** As given, credentials and all: fit to be called. */
  readonly address: string;
  readonly server: 'external' | 'binary' | 'embedded';
  readonly version: string;
  /** Of a server that was started here; null for an external one. */
  readonly pid: number | null;
  /** See processStart. */
  readonly pidStart: string | null;
  /** Milliseconds until it answered. */
  readonly tookMs: number;
  /** Ends a server that was started here, and waits until it is gone, killed after `patienceMs`; leaves others alone. */
  stop(patienceMs?: number): Promise<void>;
}

/** Throws TOXIPROXY_UNREACHABLE where it does not answer or does not start, USAGE for a URL or setting that makes no sense, HOST_NOT_ALLOWED. */
export async function findToxiproxy(options: {
  readonly url: string | null;
  readonly env: Env;
  readonly clock: Clock;
  /** Asked about the host of a server that is named; without it every host may be called. */
  readonly allowHost?: (host: string) => boolean;
  /** For the embedded server: repeats which connections a toxicity takes, and jitter. */
  readonly seed?: number;
  /** The embedded server is needed: what is on the PATH can't do all of it. */
  readonly embedded?: boolean;
}): Promise<FoundToxiproxy> {
  const { env, clock, embedded = false } = options;
  const started = clock.now();
  const forced = env['STAMPEDE_TOXIPROXY'] || undefined;
  if (forced !== undefined && forced !== 'binary' && forced !== 'embedded') {
    throw new ChaosError(
      'USAGE',
      `STAMPEDE_TOXIPROXY is "${forced}"`,
      'it is binary or embedded; for a server that runs already set TOXIPROXY_URL',
    );
  }
  const address = options.url ?? (forced === undefined ? env['TOXIPROXY_URL'] || null : null);
  if (address !== null) {
    const { hostname } = new URL(normaliseHost(address).url);
    if (options.allowHost?.(hostname) === false)
      throw new ChaosError(
        'HOST_NOT_ALLOWED',
        `the Toxiproxy server is on ${hostname}, which was not allowed; nothing was sent`,
        'name one on this machine, or allow the host',
      );
    const version = await new ToxiproxyServer(address).version();
    return {
      url: normaliseHost(address).url,
      address,
      server: 'external',
      version,
      pid: null,
      pidStart: null,
      tookMs: clock.now() - started,
      stop: async () => {},
    };
  }

  const binary = forced === 'embedded' || (embedded && forced === undefined) ? undefined : onPath('toxiproxy-server', env['PATH']);
  if (forced === 'binary' && binary === undefined) {
    throw new ChaosError(
      'TOXIPROXY_UNREACHABLE',
      'STAMPEDE_TOXIPROXY is binary, and there is no toxiproxy-server on the PATH',
      'install Toxiproxy, or unset STAMPEDE_TOXIPROXY to use the embedded server',
    );
  }
  const owned = binary === undefined ? await startEmbedded(options.seed) : await startBinary(binary);
  try {
    const version = await new ToxiproxyServer(owned.url).version();
    const server = binary === undefined ? 'embedded' : 'binary';
    return {
      url: owned.url,
      address: owned.url,
      server,
      version,
      pid: owned.pid,
      pidStart: owned.pidStart,
      tookMs: clock.now() - started,
      stop: (patienceMs) => owned.stop(patienceMs),
    };
  } catch (error) {
    await owned.stop();
    throw error;
  }
}

async function startEmbedded(seed: number | undefined): Promise<OwnedServer> {
  return startOwned('../../proxy/main', [
    '--host',
    '127.0.0.1',
    '--port',
    '0',
    '--owned',
    ...(seed === undefined ? [] : ['--seed', String(seed)]),
  ]);
}

async function startBinary(binary: string): Promise<OwnedServer> {
  try {
    return await startOwned('./keeper', [binary]);
  } catch (error) {
    if (!(error instanceof ChaosError)) throw error;
    throw new ChaosError(error.code, `${error.message} (${binary})`, 'mend it, or set STAMPEDE_TOXIPROXY=embedded to do without it', {
      cause: error,
    });
  }
}

/** The whole path of an executable, or undefined. */
export function onPath(name: string, path: string | undefined): string | undefined {
  const folders = (path ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
