import type { z } from 'zod';
import type { Shape, ShapeSpec } from './shape.ts';

/** What a shape is read with, besides what was written. */
export interface StageFacts {
  /** Turns a rate's text (`100/s`, `5x`) into arrivals per second. */
  perSecond(text: string): number;
  /** How long the stage lasts; 0 where that could not be read. */
  readonly forMs: number;
}

/**
 * One shape on the shelf: how it is written in YAML, what the plan holds of it, and its curve.
 * `Written` is the value as the schema gives it, `Spec` the member of ShapeSpec it becomes.
 */
export interface ShapeKind<Written, Spec extends ShapeSpec> {
  readonly key: Spec['shape'];
  /** The YAML value of `rate:`, described for the JSON Schema. */
  readonly schema: z.ZodType<Written>;
  /** How it is written, for messages: `{ramp: [1x, 5x]}`. */
  readonly example: string;
  /** Of a list: how many rates it takes. */
  readonly takes?: string;
  /** A text is what is wrong with it: a sentence for whoever wrote it. */
  spec(written: Written, stage: StageFacts): Spec | string;
  /** The curve of a stage that lasts `forMs`. */
  shape(spec: Spec, forMs: number): Shape;
  /** In words and rates: `100/s to 500/s`. */
  describe(spec: Spec, forMs: number): string;
  /** The same shape in a stage `factor` times as long; only shapes with times of their own have it. */
  stretch?(written: Written, factor: number): Written;
}
