/**
 * A fault is something done to a link: a toxic, or the link taken down. One fault a file; the file's exported
 * `FaultKind` is put on the shelf in shelf.ts. Pure: what to do, not doing it (src/run/inject/ does).
 */
import type { z } from 'zod';

/** A fault as the plan holds it. `type` and attribute names are Toxiproxy's; times in ms, sizes in its units. */
export interface FaultSpec {
  readonly type: string;
  readonly attributes: Readonly<Record<string, number>>;
  readonly stream: 'upstream' | 'downstream';
  /** Share of connections, 0..1. */
  readonly toxicity: number;
}

/** One thing to do to the proxy of a link; its undo follows from it. */
export type Step =
  | {
      readonly do: 'add-toxic';
      readonly type: string;
      readonly stream: 'upstream' | 'downstream';
      readonly toxicity: number;
      readonly attributes: Readonly<Record<string, number>>;
    }
  | { readonly do: 'disable-proxy' };

export interface FaultKind {
  readonly type: string;
  /** One line for help and lists: what it does and what it stands for. */
  readonly summary: string;
  /** What a scenario file may say besides id, link, type, at, for, stream and toxicity. Strings with units -> numbers. */
  readonly schema: z.ZodType<Readonly<Record<string, number>>>;
  /** False for what acts on whole links: stream and toxicity then make no sense and are refused. */
  readonly toxic: boolean;
  steps(spec: FaultSpec): readonly Step[];
  /** `latency 2 s +-500 ms`: for plans, panels and reports. */
  describe(spec: FaultSpec): string;
}
