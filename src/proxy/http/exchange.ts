import type { RequestHead } from './head.ts';
import type { HttpToxic } from './http-toxic.ts';

/** An answer that is given in place of the upstream's. */
export interface PlannedAnswer {
  readonly bytes: Buffer;
  /** The client waits for `100 Continue` before it sends the body. */
  readonly wantsContinue: boolean;
  /** The whole request was read. */
  ready: boolean;
  /** The connection ends after it. */
  ends: boolean;
}

/** A request whose response has not been passed on in full. */
export interface Exchange {
  readonly request: RequestHead;
  /** What will corrupt the response. */
  corrupting: readonly HttpToxic[];
  answer: PlannedAnswer | undefined;
}
