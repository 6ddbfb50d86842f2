import { encodeString } from '../json/encode.ts';

/** What goes back to a client, before it is put on the wire. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A request that is refused; the message is the `error` of the answer. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export function json(status: number, body: string): Answer {
  return { status, headers: { 'Content-Type': 'application/json' }, body };
}

export function empty(status: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers, body: '' };
}

export function text(status: number, body: string): Answer {
  return { status, headers: { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' }, body };
}

/** Toxiproxy sends errors as JSON that calls itself text. */
export function refused(status: number, message: string): Answer {
  return text(status, `{"error":${encodeString(message)},"status":${status}}\n`);
}
