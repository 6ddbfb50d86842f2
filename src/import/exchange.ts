/** One request as it was recorded or written down, and what is known of its answer. Texts may hold holes. */
export interface Exchange {
  readonly method: string;
  /** Scheme, host and port as a URL has them: `https://shop.example.com`. */
  readonly origin: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: readonly Header[];
  /** Instead of an authorization header. */
  readonly auth: Auth | null;
  readonly body: Body | null;
  /** How many are followed; 0: a redirect is an answer. */
  readonly redirects: number;
  readonly answer: Answer | null;
  /** Between the end of this request, and of those beside it, and the next one. */
  readonly thinkMs: number;
  /** Lines above the step. */
  readonly comments: readonly string[];
}

/** As a step has it, in texts that may hold holes. */
export type Auth = { readonly bearer: string } | { readonly basic: { readonly user: string; readonly password: string } };

export type Header = readonly [name: string, value: string];

export type Body = TextBody | FormBody | MultipartBody | FileBody;

export interface TextBody {
  /** As the content-type header has it, parameters included; empty where nobody said. */
  readonly type: string;
  readonly text: string;
}

/** Sent as application/x-www-form-urlencoded; encoding is the run's business. */
export interface FormBody {
  /** As the content-type header has it. */
  readonly type: string;
  /** Names and values, decoded, in order. */
  readonly fields: readonly Header[];
}

/** Sent as multipart/form-data; the boundary is the run's business. */
export interface MultipartBody {
  readonly parts: readonly Part[];
}

export type Part = TextPart | FilePart;

export interface TextPart {
  readonly name: string;
  readonly text: string;
  readonly type: string | null;
}

export interface FilePart {
  readonly name: string;
  /** Its path. */
  readonly file: string;
  readonly type: string | null;
  /** The name it is sent under; null: its own. */
  readonly as: string | null;
}

/** The bytes of a file. */
export interface FileBody {
  /** As the content-type header has it. */
  readonly type: string;
  /** Its path. */
  readonly file: string;
}

export interface Answer {
  readonly status: number;
  /** Its body, where that is JSON; else undefined. */
  readonly json: unknown;
}

/** `application/json` of `Application/JSON; charset=utf-8`. */
export function mediaType(type: string): string {
  return (type.split(';', 1)[0] as string).trim().toLowerCase();
}

export function isJsonType(type: string): boolean {
  return /^(application|text)\/([\w.+-]+\+)?json$/.test(mediaType(type));
}

export function isFormType(type: string): boolean {
  return mediaType(type) === 'application/x-www-form-urlencoded';
}
