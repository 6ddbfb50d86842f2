/** How sockets are opened: TCP or TLS, names looked up as their TTL says, and who answers is verified unless the user says not to. */
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectSecurely, createSecureContext, type ConnectionOptions } from 'node:tls';
import { requestOptionsOf, type TargetTls } from '../target-tls.ts';
import { createLookup } from './names.ts';
import type { Origin } from './origin.ts';

/** Begins to open a socket; it is not connected yet. */
export type Dial = (origin: Origin) => Socket;

export interface DialOptions {
  /** What the target's own origin is opened with, and no other: it may hold the client's certificate. null: nothing of its own. */
  readonly target: { readonly key: string; readonly tls: TargetTls } | null;
  /** DNS servers as `HOST:PORT`; the system's unless given. */
  readonly nameServers?: readonly string[] | undefined;
}

/** Throws the system's error for certificates that can't be used. */
export function createDial({ target, nameServers }: DialOptions): Dial {
  const lookup = createLookup(nameServers);
  const own = target === null ? null : tlsOptionsOf(target.tls);
  let usual: ConnectionOptions | undefined;
  return (origin) => {
    const { hostname: host, port } = origin;
    if (origin.protocol === 'http:') return connect({ host, port, lookup });
    const options = own !== null && origin.key === target?.key ? own : (usual ??= tlsOptionsOf(null));
    const servername = options.servername ?? (isIP(host) ? '' : host);
    return connectSecurely({ host, port, lookup, ALPNProtocols: ['http/1.1'], ...options, servername });
  };
}

const asUsual: TargetTls = { ca: null, cert: null, key: null, servername: null, insecure: false };

/** A context reads certificates and keys: one for all connections, not one for each. */
function tlsOptionsOf(tls: TargetTls | null): ConnectionOptions {
  const { ca, cert, key, ...verification } = requestOptionsOf(tls ?? asUsual);
  return { ...verification, secureContext: createSecureContext({ ca, cert, key }) };
}
