/** Toxics as they are asked for: on connections, and on requests where the server can. */

export interface NewToxic {
  readonly name: string;
  readonly type: string;
  readonly stream: 'upstream' | 'downstream';
  readonly toxicity: number;
  readonly attributes: Readonly<Record<string, number>>;
}

export interface NewHttpToxic {
  readonly name: string;
  readonly type: string;
  /** Of the requests that match, 0..1. */
  readonly share: number;
  readonly method: string | null;
  readonly path: string | null;
  readonly attributes: Readonly<Record<string, number | string>>;
}
