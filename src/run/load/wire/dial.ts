/** How sockets are opened: TCP or TLS, names looked up as their TTL says, and who answers is verified unless the user says not to. */
import { connect, type Socket } from 'node:net';
import { connect as connectSecurely, createSecureContext, type ConnectionOptions } from 'node:tls';
import { requestOptionsOf, serverNameOf, type TargetTls } from '../../target-tls.ts';
import { createLookup } from './names.ts';
import type { Origin } from './origin.ts';

/**
 * Begins to open a socket; it is not connected yet. What it receives is handed to `onPiece`, piece by piece, and is good only
 * until that returns.
 */
export type Dial = (origin: Origin, onPiece: (piece: Buffer) => void) => Socket;

/** All sockets of a thread read into it, one at a time: no buffer is made for a read, and none waits in a stream. */
const inbox = Buffer.allocUnsafe(64 * 1_024);

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
  return (origin, onPiece) => {
    const { hostname: host, port } = origin;
    const onread = {
      buffer: inbox,
      callback: (bytes: number) => {
        onPiece(inbox.subarray(0, bytes));
        return true;
      },
    };
    if (origin.protocol === 'http:') return connect({ host, port, lookup, onread });
    const options = own !== null && origin.key === target?.key ? own : (usual ??= tlsOptionsOf(null));
    const servername = options.servername ?? serverNameOf(host);
    // Its types leave out what it hands on to the socket.
    const tcp: ConnectionOptions & { onread: typeof onread } = { host, port, lookup, onread };
    return connectSecurely({ ...tcp, ...options, servername });
  };
}

/** A context reads certificates and keys: one for all connections, not one for each. */
function tlsOptionsOf(tls: TargetTls | null): ConnectionOptions {
  const { ca, cert, key, ...verification } = requestOptionsOf(tls);
  return { ...verification, secureContext: createSecureContext({ ca, cert, key }) };
}
