import { encodeString } from '../json/encode.ts';

/** An answer that is still being given. */
export interface OpenAnswer {
  write(text: string): void;
  end(): void;
  /** Called when the client, or the server, has closed it. */
  onClosed(then: () => void): void;
}

/** What goes back to a client, before it is put on the wire. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The answer is not over with its body: called when that is sent. */
  readonly stay?: (open: OpenAnswer) => void;
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
