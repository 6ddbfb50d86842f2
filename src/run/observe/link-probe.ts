/**
 * One connection of the tool's own through a link: opened and closed at once, or one exchange that the scenario names. Never throws, and
 * sends nothing that it was not told to: a half handshake is all that a dependency sees of a bare connect.
 */
import { connect } from 'node:net';
import { systemCodeOf } from '../../errors.ts';
import type { EventBody } from '../../events/event.ts';
import type { ProbeOutcome } from '../../events/link-event.ts';
import type { PlannedProbe } from '../../plan/plan.ts';
import type { Clock } from '../clock.ts';

export type Probed = Omit<Extract<EventBody, { type: 'link-probed' }>, 'type' | 'link'>;

/** An answer is read to its end, but no further than this. */
const mostBytes = 256 * 1024;

export interface ProbeOptions {
  readonly host: string;
  readonly port: number;
  /** undefined: a bare connect. */
  readonly probe: Exclude<PlannedProbe, 'off'> | undefined;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export async function probeLink({ host, port, probe, timeoutMs, clock, signal }: ProbeOptions): Promise<Probed> {
  const how = probe === undefined ? 'connect' : 'exchange';
  const request = probe === undefined ? '' : textOf(probe, `${host}:${port}`);
  const begunMs = clock.now();
  const { promise, resolve } = Promise.withResolvers<Probed>();
  const socket = connect({ host: host.replace(/^\[|\]$/g, ''), port, noDelay: true });
  let head = '';
  let received = 0;
  const end = (outcome: ProbeOutcome, detail = ''): void => {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
    socket.destroy();
    const status = probe !== undefined && 'get' in probe ? (/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1] ?? null) : null;
    const bytes = received + (socket.bytesWritten || 0);
    resolve({
      how,
      outcome,
      ms: outcome === 'answered' ? clock.now() - begunMs : null,
      status: status === null ? null : Number(status),
      bytes,
      detail,
    });
  };
  const giveUp = (): void => end('failed', 'the run ended');
  const timer = setTimeout(() => end('timeout'), timeoutMs);
  signal.addEventListener('abort', giveUp, { once: true });
  socket.on('error', (error) => {
    const code = systemCodeOf(error) ?? error.message;
    end(code === 'ECONNREFUSED' ? 'refused' : code === 'ECONNRESET' ? 'reset' : 'failed', code);
  });
  socket.once('connect', () => (probe === undefined ? end('answered') : socket.write(request)));
  socket.on('data', (data: Buffer) => {
    received += data.length;
    if (head.length < 64) head += data.toString('latin1').slice(0, 64);
    // What is sent in so many words is answered by its first bytes; an HTTP answer is whole when the server closes.
    if (probe !== undefined && ('send' in probe || received > mostBytes)) end('answered');
  });
  socket.on('end', () => end(received > 0 && isWhole(head) ? 'answered' : 'closed'));
  socket.on('close', () => end('closed'));
  return promise;
}

function textOf(probe: Exclude<PlannedProbe, 'off'>, host: string): string {
  if ('send' in probe) return probe.send;
  return `GET ${probe.get} HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: stampede\r\nX-Stampede: probe\r\nAccept: */*\r\nConnection: close\r\n\r\n`;
}

function isWhole(head: string): boolean {
  return /^HTTP\/1\.[01] \d{3}/.test(head);
}
