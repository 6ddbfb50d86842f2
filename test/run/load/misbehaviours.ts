/**
 * How a target can misbehave, byte by byte, and what each must come to. The target misbehaves on every fourth request and
 * answers the others as it should; `misbehaves` says what it does instead.
 */
import type { Socket } from 'node:net';
import type { Outcome } from '../../../src/events/event.ts';

export interface Asked {
  /** The visit's number, from 1. */
  readonly n: number;
  /** The right answer to this request, and to no other. */
  readonly answer: string;
  /** Its status line and its body. */
  readonly status: string;
  readonly body: string;
}

export interface Misbehaviour {
  readonly title: string;
  readonly misbehaves: (socket: Socket, asked: Asked) => void;
  readonly outcome: Outcome;
  /** Of the outcome; not for ok. */
  readonly cause?: string;
  /** The connection is not used again, although the answer was ok. */
  readonly endsConnection?: boolean;
}

export const timeoutMs = 200;

const closed = 'connection closed before the answer was complete';
const tooLong = 'not an HTTP/1.x answer (no end of its head within 64 KiB)';
const soon = (act: () => void): void => void setTimeout(act, 5);
const reset = (socket: Socket): void => soon(() => socket.resetAndDestroy());

export const misbehaviours: readonly Misbehaviour[] = [
  {
    title: 'RST in place of an answer',
    misbehaves: (socket) => socket.resetAndDestroy(),
    outcome: 'reset',
    cause: 'ECONNRESET',
  },
  {
    title: 'RST in the middle of the head',
    misbehaves: (socket, { status }) => socket.write(`${status}\r\ncontent-le`, () => reset(socket)),
    outcome: 'reset',
    cause: 'ECONNRESET',
  },
  {
    title: 'RST in the middle of the body',
    misbehaves: (socket, { status }) => socket.write(`${status}\r\ncontent-length: 100\r\n\r\nhalf`, () => reset(socket)),
    outcome: 'reset',
    cause: 'ECONNRESET',
  },
  {
    title: 'RST in a body that only the end of the connection ends',
    misbehaves: (socket, { status }) => socket.write(`${status}\r\nconnection: close\r\n\r\nhalf`, () => reset(socket)),
    outcome: 'reset',
    cause: 'ECONNRESET',
  },
  { title: 'FIN in place of an answer', misbehaves: (socket) => socket.end(), outcome: 'reset', cause: closed },
  {
    title: 'FIN in the middle of the head',
    misbehaves: (socket, { status }) => socket.end(`${status}\r\ncontent-le`),
    outcome: 'reset',
    cause: closed,
  },
  {
    title: 'FIN in the middle of a body of known length',
    misbehaves: (socket, { status }) => socket.end(`${status}\r\ncontent-length: 100\r\n\r\nhalf`),
    outcome: 'reset',
    cause: closed,
  },
  {
    title: 'FIN in the middle of a chunked body',
    misbehaves: (socket, { status }) => socket.end(`${status}\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhel`),
    outcome: 'reset',
    cause: closed,
  },
  {
    title: 'bytes that are no HTTP',
    misbehaves: (socket) => socket.write('SSH-2.0-OpenSSH_9.6\r\n'),
    outcome: 'protocolError',
    cause: 'not an HTTP/1.x answer (HPE_INVALID_CONSTANT)',
  },
  {
    title: 'bytes that are no HTTP and have no line end',
    misbehaves: (socket) => socket.write(Buffer.from([0xff, 0xfe, 0x00, 0x10, 0x20])),
    outcome: 'protocolError',
    cause: 'not an HTTP/1.x answer (no status line)',
  },
  {
    title: 'the first frame of HTTP/2',
    misbehaves: (socket) => socket.write(Buffer.from([0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 100])),
    outcome: 'protocolError',
    cause: 'not an HTTP/1.x answer: the server speaks HTTP/2, the load HTTP/1.1',
  },
  {
    title: 'a chunk size that is none',
    misbehaves: (socket, { status }) => socket.write(`${status}\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n`),
    outcome: 'protocolError',
    cause: 'not an HTTP/1.x answer (unreadable chunk size)',
  },
  {
    title: 'a head of more than 64 KiB, in one line',
    misbehaves: (socket, { status }) => socket.write(`${status}\r\nx-long: ${'x'.repeat(70_000)}`),
    outcome: 'protocolError',
    cause: tooLong,
  },
  {
    title: 'a head of more than 64 KiB, in many lines, complete',
    misbehaves: (socket, { status }) => socket.write(`${status}\r\n${'x-many: of them\r\n'.repeat(5_000)}content-length: 0\r\n\r\n`),
    outcome: 'protocolError',
    cause: tooLong,
  },
  {
    title: 'trailers without an end',
    misbehaves: (socket, { status }) => {
      socket.write(`${status}\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n`);
      dribble(socket, 'x-trailer: one more\r\n'.repeat(1_000));
    },
    outcome: 'protocolError',
    cause: tooLong,
  },
  {
    title: 'a chunk size without an end',
    misbehaves: (socket, { status }) => {
      socket.write(`${status}\r\ntransfer-encoding: chunked\r\n\r\n2;`);
      dribble(socket, 'x'.repeat(20_000));
    },
    outcome: 'protocolError',
    cause: tooLong,
  },
  {
    title: 'silence',
    misbehaves: () => {},
    outcome: 'timeout',
    cause: `no answer within ${timeoutMs} ms`,
  },
  {
    title: 'a head that comes too slowly',
    misbehaves: (socket, { status }) => {
      socket.write(`${status}\r\nx-slow: `);
      dribble(socket, 'x');
    },
    outcome: 'timeout',
    cause: `no answer within ${timeoutMs} ms`,
  },
  {
    title: 'a body that goes on past the timeout',
    misbehaves: (socket, { status }) => {
      socket.write(`${status}\r\ncontent-length: 1000000\r\n\r\n`);
      dribble(socket, 'x');
    },
    outcome: 'timeout',
    cause: `no answer within ${timeoutMs} ms`,
  },
  {
    title: 'an answer byte by byte, but in time',
    misbehaves: (socket, { answer }) => {
      const bytes = [...Buffer.from(answer)];
      // Each in a turn of its own, and one after the other: timers that come due at once after a stall may change places.
      const next = (): void => {
        const byte = bytes.shift();
        if (byte === undefined) return;
        socket.write(Buffer.of(byte));
        setImmediate(next);
      };
      next();
    },
    outcome: 'ok',
  },
  {
    title: 'a chunked body that is cut inside its characters',
    misbehaves: (socket, { status, body }) => {
      socket.write(`${status}\r\ntransfer-encoding: chunked\r\n\r\n`);
      for (const byte of Buffer.from(body)) socket.write(Buffer.concat([Buffer.from('1\r\n'), Buffer.of(byte), Buffer.from('\r\n')]));
      socket.write('0\r\n\r\n');
    },
    outcome: 'ok',
  },
  {
    title: '103 before the answer',
    misbehaves: (socket, { answer }) => {
      socket.write('HTTP/1.1 103 Early Hints\r\nlink: </style.css>\r\n\r\n');
      soon(() => socket.write(answer));
    },
    outcome: 'ok',
  },
  {
    title: '100 before the answer, in one packet with it',
    misbehaves: (socket, { answer }) => socket.write(`HTTP/1.1 100 Continue\r\n\r\n${answer}`),
    outcome: 'ok',
  },
  {
    title: 'a body that only the end of the connection ends',
    misbehaves: (socket, { status, body }) => socket.end(`${status}\r\n\r\n${body}`),
    outcome: 'ok',
    endsConnection: true,
  },
  {
    title: 'Connection: close, and the end',
    misbehaves: (socket, { status, body }) =>
      socket.end(`${status}\r\nconnection: close\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`),
    outcome: 'ok',
    endsConnection: true,
  },
  {
    title: 'Connection: close, and no end',
    misbehaves: (socket, { status, body }) =>
      socket.write(`${status}\r\nconnection: close\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`),
    outcome: 'ok',
    endsConnection: true,
  },
  {
    title: 'an answer, and half of the connection closed after it',
    misbehaves: (socket, { answer }) => socket.end(answer),
    outcome: 'ok',
    endsConnection: true,
  },
  {
    title: 'more bytes than content-length says',
    misbehaves: (socket, { answer }) => socket.write(`${answer}and more`),
    outcome: 'ok',
    endsConnection: true,
  },
  {
    title: 'two answers to one request',
    misbehaves: (socket, { answer }) => socket.write(answer + answer),
    outcome: 'ok',
    endsConnection: true,
  },
  {
    title: 'a 408 that nobody asked for, on the idle connection',
    misbehaves: (socket, { answer }) => {
      socket.write(answer);
      soon(() => socket.write('HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n'));
    },
    outcome: 'ok',
    endsConnection: true,
  },
  {
    title: 'an RST on the idle connection',
    misbehaves: (socket, { answer }) => socket.write(answer, () => reset(socket)),
    outcome: 'ok',
    endsConnection: true,
  },
];

/** The same again and again, every 5 ms, until the other side has had enough. */
function dribble(socket: Socket, text: string): void {
  const timer = setInterval(() => socket.write(text), 5);
  socket.once('close', () => clearInterval(timer));
}
