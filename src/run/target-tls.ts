/** What a target's TLS is opened with, read from the files that a plan names. Lives in memory only: plan, log and reports know the paths. */
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { ChaosError, messageOf } from '../errors.ts';
import type { PlannedTls } from '../plan/plan.ts';

export interface TargetTls {
  /** PEM. In place of the usual authorities; null: the usual ones. */
  readonly ca: string | null;
  /** The client's own, PEM; both or neither. */
  readonly cert: string | null;
  readonly key: string | null;
  /** The name asked for and verified, in place of the URL's host. */
  readonly servername: string | null;
  /** Whoever answers is believed. */
  readonly insecure: boolean;
}

/** Throws FILE_UNREADABLE for a file that has gone since the plan was made. */
export async function readTargetTls(planned: PlannedTls): Promise<TargetTls> {
  const [ca, cert, key] = await Promise.all([planned.ca, planned.cert, planned.key].map(read));
  return { ca: ca ?? null, cert: cert ?? null, key: key ?? null, servername: planned.servername, insecure: planned.insecure };
}

async function read(path: string | null): Promise<string | null> {
  if (path === null) return null;
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new ChaosError('FILE_UNREADABLE', `${path}: ${messageOf(error)}`, 'check the path and its permissions', { cause: error });
  }
}

const asUsual: TargetTls = { ca: null, cert: null, key: null, servername: null, insecure: false };

/**
 * For `node:tls` and `node:https` alike: what the load can't speak is not offered by what asks beside it. null: verified as usual.
 */
export function requestOptionsOf(tls: TargetTls | null): ConnectionOptions {
  const { ca, cert, key, servername, insecure } = tls ?? asUsual;
  return {
    ALPNProtocols: ['http/1.1'],
    rejectUnauthorized: !insecure,
    ...(ca === null ? {} : { ca }),
    ...(cert === null || key === null ? {} : { cert, key }),
    ...(servername === null ? {} : { servername }),
  };
}

/** The name asked for where the settings give none: the host's, whatever the Host header; an address has none. */
export function serverNameOf(hostname: string): string {
  const host = hostname.replace(/^\[|\]$/g, '');
  return isIP(host) ? '' : host;
}

/** The target's TLS for a URL on the target's own origin, and nothing for any other: a client's certificate is shown to nobody else. */
export function tlsFor(url: string, target: { readonly url: string; readonly tls: TargetTls | null }): TargetTls | null {
  return new URL(url).origin === new URL(target.url).origin ? target.tls : null;
}
