/**
 * A link's lock, kept where the fault is: a proxy on the Toxiproxy server that never listens. Creating one is the only thing such a
 * server does atomically (a second one of the same name is refused), and the text of an upstream is never looked at, so it holds
 * whose the lock is, until when, and whether its owner took the link down. Any run, on any machine, reads it there.
 */
import { isoText, wallMsOf } from '../clock.ts';

const prefix = 'stampede-lock-';

/** Where a lock would listen if somebody enabled it, as a /reset of the server does: nobody comes there. */
export const lockListen = '127.0.0.1:0';

export interface LockText {
  readonly run: string;
  readonly host: string;
  readonly user: string;
  /** Wall clock, ms since 1970. */
  readonly untilMs: number;
  /** The locked proxy. */
  readonly proxy: string;
  /** Written before its owner takes the link down: it was enabled, and has to be again. */
  readonly down: boolean;
}

/** Of a link's proxy by where it listens; `[::]:80`, `0.0.0.0:80` and `:80` are one, `localhost:80` and `127.0.0.1:80` too. */
export function lockName(listen: string): string {
  const colon = listen.lastIndexOf(':');
  const [host, port] = [listen.slice(0, Math.max(colon, 0)).toLowerCase(), listen.slice(colon + 1)];
  const plain = host === 'localhost' ? '127.0.0.1' : ['', '0.0.0.0', '[::]', '::', '*'].includes(host) ? 'all' : host;
  return `${prefix}${`${plain}-${port}`.replaceAll(/[^A-Za-z0-9._-]/g, '_')}`;
}

/** Is the proxy of this name a lock, and not a link? */
export function isLock(name: string): boolean {
  return name.startsWith(prefix);
}

/** `run=r1;host=ci-7;user=ann;until=2026-11-27T02:10:00.000Z;proxy=payments;down=0`. */
export function writeLock({ run, host, user, untilMs, proxy, down }: LockText): string {
  const fields = {
    run,
    host,
    user,
    until: isoText(untilMs),
    proxy,
    ...(down ? { down: '1', prior: 'enabled' } : { down: '0' }),
  };
  return Object.entries(fields)
    .map(([key, value]) => `${key}=${value.replaceAll(/[%;=\s]/g, encodeURIComponent)}`)
    .join(';');
}

/** null for what no run of this tool wrote. */
export function readLock(text: string): LockText | null {
  const fields = new Map(
    text.split(';').map((field): [string, string] => {
      const equals = field.indexOf('=');
      return [field.slice(0, equals), decoded(field.slice(equals + 1))];
    }),
  );
  const [run, proxy] = [fields.get('run'), fields.get('proxy')];
  const untilMs = wallMsOf(fields.get('until') ?? '');
  if (!run || proxy === undefined || Number.isNaN(untilMs)) return null;
  return {
    run,
    host: fields.get('host') || 'an unknown machine',
    user: fields.get('user') || 'unknown',
    untilMs,
    proxy,
    down: fields.get('down') === '1',
  };
}

/** `run r1 of ann on ci-7, until 2026-11-27T02:10:00.000Z`. */
export function lockOwner({ run, user, host, untilMs }: LockText): string {
  return `run ${run} of ${user} on ${host}, until ${isoText(untilMs)}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
