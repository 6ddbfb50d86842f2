import type { z } from 'zod';
import type { Shape, ShapeSpec } from './shape.ts';

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
  /** `perSecond` turns a rate's text (`100/s`, `5x`) into arrivals per second. */
  spec(written: Written, perSecond: (text: string) => number): Spec;
  shape(spec: Spec, forMs: number): Shape;
  /** The rates at both ends, for tables and guards. */
  ends(spec: Spec): { fromPerSecond: number; toPerSecond: number };
}
