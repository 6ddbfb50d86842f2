/** What an importer makes of a file: a visit or several, what was left out, and what has to be set before a run. */
import type { Auth } from './exchange.ts';
import type { Fields } from './form-body.ts';
import type { Variable } from './secrets.ts';

/** A step as the scenario will have it; its texts hold templates. */
export interface ImportedStep {
  readonly method: string;
  readonly path: string;
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Its texts are templates. */
  readonly auth: Auth | null;
  readonly body: ImportedBody | null;
  /** How many are followed. */
  readonly redirects: number;
  /** Statuses that are ok; empty: any below 400. */
  readonly status: readonly number[];
  /** variable -> JSONPath */
  readonly capture: Readonly<Record<string, string>>;
  readonly thinkMs: number;
  /** Lines above the step. */
  readonly comments: readonly string[];
}

/** `json` is any JSON whose strings are templates; so are the other texts, names of fields and what is said of files aside. */
export type ImportedBody =
  | { readonly json: unknown }
  | { readonly text: string }
  | { readonly form: Fields }
  | { readonly file: string | { readonly path: string; readonly type: string } }
  | { readonly multipart: Readonly<Record<string, string | ImportedFile>> };

export interface ImportedFile {
  readonly file: string;
  readonly type?: string;
  /** The name it is sent under, where that is not its own. */
  readonly name?: string;
}

export interface ImportedJourney {
  readonly name: string;
  readonly weight: number;
  readonly steps: readonly ImportedStep[];
}

export interface Imported {
  /** `HAR`, `curl`, `OpenAPI`. */
  readonly format: string;
  /** The file it was read from, as it is shown to people. */
  readonly source: string;
  /** Scheme and host that the paths were taken from; null where the file names none. */
  readonly origin: string | null;
  readonly journeys: readonly ImportedJourney[];
  /** What was left out and what to know, a sentence each. */
  readonly notes: readonly string[];
  readonly variables: readonly Variable[];
}

/** What every importer is told. */
export interface ImportOptions {
  /** The file's name as it is shown to people. */
  readonly source: string;
  /** Hosts, or hosts with ports, whose requests are taken; the first is the one that paths are taken on. Empty: the file's own. */
  readonly onlyHosts: readonly string[];
}
