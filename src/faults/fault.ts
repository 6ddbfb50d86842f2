/**
 * A fault is something done for a while: to a link (a toxic, or the link taken down), to a process the scenario started, by a command or
 * by a person. One fault a file; the file's exported `FaultKind` is put on the shelf in shelf.ts. Pure: what to do and when, not doing it
 * (src/run/inject/ does).
 */
import type { z } from 'zod';
import type { Step } from './step.ts';

/** Numbers in the wire's units; texts and argument lists as they are used. null: left out, and without a default. */
export type AttributeValue = number | string | boolean | null | readonly string[];

/** A fault as the plan holds it. `type` and attribute names are the wire's; times in ms, sizes in its units. */
export interface FaultSpec {
  readonly type: string;
  /** Of one that is ramped, its first value. */
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly stream: 'upstream' | 'downstream';
  /** Share of connections, 0..1. */
  readonly toxicity: number;
  /** Attribute, or `toxicity` -> the values it takes from the begin of the window to its end, in a straight line between each two. Absent: none. */
  readonly ramps?: Readonly<Record<string, readonly number[]>>;
}

/** What a kind acts on: a link, a process the scenario started, or whatever a command or a person reaches. */
export type FaultSubject = 'link' | 'process' | 'elsewhere';

/** What is wrong with a fault: `path` is the key it stands at, relative to the fault. */
export interface FaultProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly hint?: string;
}

export interface FaultKind {
  readonly type: string;
  /** One line for help and lists: what it does and what it stands for. */
  readonly summary: string;
  readonly on: FaultSubject;
  /** What a scenario file may say besides id, link, type, at, for, stream and toxicity. Text with units in, the wire's values out. */
  readonly schema: z.ZodType<Readonly<Record<string, AttributeValue>>>;
  /** False where stream and toxicity make no sense: they are then refused. */
  readonly toxic: boolean;
  /** Attributes that may be ramped over the window; of a toxic toxicity too. */
  readonly ramps: readonly string[];
  /** What must hold between numbers, at every moment of a ramp; null: nothing is wrong. */
  refuses?(attributes: Readonly<Record<string, AttributeValue>>): FaultProblem | null;
  /** What would change nothing, if it were so all the time. */
  idle?(attributes: Readonly<Record<string, AttributeValue>>): FaultProblem | null;
  /** A name for toxics whose stream and toxicity it sets itself. */
  readonly preset?: boolean;
  /** Only Stampede's own proxy server can do it. */
  readonly embeddedOnly?: boolean;
  /** What only shows once the length of the window is known. */
  check?(spec: FaultSpec, forMs: number): readonly FaultProblem[];
  /** In the order they are done; those with `afterMs` 0 are the injection, and the first is what it is judged by. `forMs`: the length of the window. */
  steps(spec: FaultSpec, forMs: number): readonly Step[];
  /** `latency 2 s +-500 ms`: for plans, panels and reports. */
  describe(spec: FaultSpec): string;
}
