/** A load generator under measurement: how it is started for a load, and how its own report is read. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface Load {
  readonly url: string;
  /** null: flat out. */
  readonly ratePerSecond: number | null;
  readonly seconds: number;
  readonly connections: number;
  /** A folder of this one run, for its scripts and results. */
  readonly dir: string;
}

export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** What it says itself; null where it says nothing of the kind. */
export interface Told {
  readonly requests: number;
  /** Of them, without an ok answer. */
  readonly failed: number;
  /** Due and never sent. */
  readonly dropped: number | null;
  readonly p90Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  readonly sendLatenessMs: { readonly p50: number; readonly p99: number } | null;
  /** How many threads sent. */
  readonly threads: number | null;
}

export interface Tool {
  readonly name: string;
  /** null: it is not installed. */
  version(): string | null;
  /** Why it can't do such a load; null when it can. */
  refusal?(load: Load): string | null;
  launch(load: Load): Launch;
  /** Throws when there is no report to read. */
  read(load: Load, stdout: string): Told;
}

/** The path of a program on the PATH, or null. */
export function onPath(name: string): string | null {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return join(folder, name);
    } catch {
      continue;
    }
  }
  return null;
}
