import { connect, Socket, type SocketConstructorOpts } from 'node:net';
import type { Address } from './address.ts';
import { Intake } from './intake.ts';

const keepAliveMs = 15_000;
/** How much may wait in this process for a socket that takes no more: enough to read on while the kernel empties its own. */
const writableHighWaterMark = 256 * 1_024;

/** One end of a connection through a proxy: a socket, and what becomes of what it reads. */
export interface End {
  readonly socket: Socket;
  readonly intake: Intake;
}

/** Begins to connect. */
export function dialEnd({ host, port }: Address): End {
  const intake = new Intake();
  const options = {
    host: host || '127.0.0.1',
    port,
    allowHalfOpen: true,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: keepAliveMs,
    writableHighWaterMark,
    onread: intake,
  };
  return endOf(connect(options), intake);
}

/**
 * A socket that a listener accepted, paused. Where a socket reads to can be said only when it is made, and it is the listener
 * that makes it; so its handle is moved to one of ours. A handle is internal to Node: where there is none to move, the
 * socket stays as it is, and allocates memory for each read.
 */
export function acceptedEnd(accepted: Socket): End {
  const intake = new Intake();
  const inner = accepted as unknown as Record<string, unknown>;
  const handle = inner['_handle'];
  if (typeof handle !== 'object' || handle === null) {
    accepted.on('data', (data) => intake.onData(data));
    return endOf(accepted, intake);
  }
  inner['_handle'] = null;
  const options = { handle, allowHalfOpen: true, pauseOnCreate: true, writableHighWaterMark, onread: intake };
  const socket = new Socket(options as unknown as SocketConstructorOpts);
  // The listener counts what it accepted until that is closed.
  socket.once('close', () => accepted.destroy());
  return endOf(socket, intake);
}

function endOf(socket: Socket, intake: Intake): End {
  socket.once('close', () => intake.close());
  return { socket, intake };
}
