/** What an HTTP-aware toxic is: a name, its attributes, and what it does to a request that it hits. */
import type { RequestHead } from '../head.ts';

export type HttpAttributes = Readonly<Record<string, number | string>>;

/** A run of payload within a stretch of known length: the body, one of its chunks, or what was read at once. */
export interface Stretch {
  readonly bytes: number;
  /** Where in the stretch the run begins. */
  readonly at: number;
}

/** What is done to the body of one response. */
export interface Corruption {
  /**
   * Changes `data` in [from, to), in place, and says how many bytes it changed or dropped. `cutAt`: what follows is dropped and
   * the connection ends.
   */
  payload(data: Buffer, from: number, to: number, stretch: Stretch): { readonly bytes: number; readonly cutAt?: number };
}

export interface HttpToxicKind {
  /** The `type` on the wire. */
  readonly type: string;
  /** What it is called in decoding errors on the wire. */
  readonly wireName: string;
  /** In wire order. */
  readonly fields: Readonly<Record<string, 'int64' | 'string'>>;
  /** Those that were not given. */
  defaults(given: HttpAttributes): HttpAttributes;
  /** Why these attributes can't work, or undefined. */
  refuse(attributes: HttpAttributes): string | undefined;
  /** Holds the request back for so many ms. */
  holdMs?(attributes: HttpAttributes, random: () => number): number;
  /** Answers in place of the upstream: a whole response. */
  answer?(attributes: HttpAttributes, request: RequestHead): Buffer;
  /** Corrupts the body of the response. */
  corrupt?(attributes: HttpAttributes, random: () => number): Corruption;
}

export function numberOf(attributes: HttpAttributes, name: string): number {
  const value = attributes[name];
  return typeof value === 'number' ? value : 0;
}

export function textOf(attributes: HttpAttributes, name: string): string {
  return String(attributes[name] ?? '');
}
