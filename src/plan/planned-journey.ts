/**
 * What visitors do, in the plan. Strings may hold `${...}` templates, filled per request; see run/load/visit/template.ts. What a
 * scenario does not use is absent, so that its plan and its hash are the same as before there was a word for it.
 */

export interface PlannedJourney {
  readonly name: string;
  readonly weight: number;
  /** false: a visitor keeps no cookies. Absent: kept where a journey has more than one request. */
  readonly cookies?: false;
  /** Constants: variables that are known from the first step on. */
  readonly vars?: Readonly<Record<string, string | number | boolean>>;
  readonly steps: readonly PlannedStep[];
}

export interface PlannedStep {
  readonly route: string;
  readonly method: string;
  /** A path on the target, or a whole URL on an allowed host. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly auth?: PlannedAuth;
  readonly body: null | PlannedBody;
  /** How many redirects are followed; absent: none. */
  readonly redirects?: number;
  readonly expect: PlannedExpectation;
  /** variable -> JSONPath into the answer's body, or another way to find it. */
  readonly capture: Readonly<Record<string, string | PlannedCapture>>;
  /** JSONPath to the id that this answer acknowledges, or null. */
  readonly acknowledge: string | null;
  readonly thinkMs: number;
  /** The pause is drawn from [thinkMs, thinkToMs); absent: it is thinkMs. */
  readonly thinkToMs?: number;
}

export type PlannedAuth = { readonly bearer: string } | { readonly basic: { readonly user: string; readonly password: string } };

export type PlannedBody =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'form'; readonly fields: Readonly<Record<string, string | readonly string[]>> }
  | { readonly kind: 'file'; readonly file: PlannedFile; readonly type: string }
  | {
      readonly kind: 'multipart';
      readonly parts: Readonly<Record<string, string | { readonly file: PlannedFile; readonly type: string; readonly name: string }>>;
    };

/** A file as it was when the plan was made. It is read again when the load starts, and must not have changed. */
export interface PlannedFile {
  /** Absolute. */
  readonly file: string;
  readonly bytes: number;
  /** Of its content, hex. */
  readonly sha256: string;
}

/** Rows of a CSV file, one for each visit. They may be secret: the plan holds none of them. */
export interface PlannedFeeder extends PlannedFile {
  readonly pick: 'sequential' | 'random';
  readonly columns: readonly string[];
  readonly rows: number;
}

export interface PlannedExpectation {
  /** null: any status below 400. */
  readonly status: readonly number[] | null;
  /** An ok answer that carries this header (with this value, where given) came from a fallback. */
  readonly degraded: { readonly header: string; readonly equals: string | null } | null;
  /** name -> value, `/regular expression/` or `present`. */
  readonly header?: Readonly<Record<string, string>>;
  /** Texts that the body must hold. */
  readonly body?: readonly string[];
  /** JSONPath -> the value that must stand there. */
  readonly json?: Readonly<Record<string, unknown>>;
  /** Service time beyond which an answer is not ok. */
  readonly maxTimeMs?: number;
}

/** The value of a header, the first group of a regular expression in the body, or in that header's value. */
export interface PlannedCapture {
  readonly header?: string;
  readonly regex?: string;
}
