/** autocannon's Client as we use it: the parts of its insides that client.ts relies on. The package is pinned to an exact version for that. */
// The Client's own names begin with an underscore.
/* eslint-disable no-underscore-dangle */
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';

/** What the parser tells of an answer's head. */
export interface AnswerInfo {
  readonly statusCode: number;
  readonly versionMajor: number;
  readonly shouldKeepAlive: boolean;
  readonly headers: string[];
}

export interface Parser {
  state: string;
  line: string;
  /** Bytes of the head so far, without what came in its last piece. */
  headerSize: number;
  /** Of the piece being parsed: how far it is. */
  offset: number;
  body_bytes: number | null;
  consumeLine(): string | undefined;
  execute(chunk: Buffer): number | Error;
  finish(): Error | undefined;
  reinitialize(type: string): void;
  [handler: number]: (...args: never[]) => unknown;
  [state: `BODY_${string}`]: () => void;
}

export interface ParserConstants {
  /** Of the head's bytes, for all parsers. */
  encoding: string;
  readonly RESPONSE: string;
  readonly kOnHeaders: number;
  readonly kOnHeadersComplete: number;
  readonly kOnBody: number;
  readonly kOnMessageComplete: number;
}

export interface Client {
  conn: Socket;
  parser: Parser;
  timeout: number;
  timeoutTicker: { clear(): void };
  _connect(): void;
  _doRequest(): void;
  _destroyConnection(): void;
}

interface ClientOptions {
  readonly hostname: string;
  readonly port: number;
  readonly protocol: string;
  readonly setupClient: (client: Client) => void;
}

export const AutocannonClient = createRequire(import.meta.url)('autocannon/lib/httpClient.js') as {
  new (options: ClientOptions): Client;
  readonly prototype: Client;
};
