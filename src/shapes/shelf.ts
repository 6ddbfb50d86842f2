/** All shapes: how a stage's `rate:` is read, and the curve of what was read. */
import type { z } from 'zod';
import { constant } from './constant.ts';
import { ramp } from './ramp.ts';
import { rateNeedsUnit } from './rate-text.ts';
import { replay } from './replay.ts';
import { spike } from './spike.ts';
import { step } from './step.ts';
import { wave } from './wave.ts';
import type { ShapeKind, StageFacts } from './kind.ts';
import type { Shape, ShapeSpec } from './shape.ts';

/** Those written as a mapping with the shape's name as its only key; `constant` is the bare rate. */
const named = { ramp, step, spike, wave, replay } as const;

export const shapes = { constant, ...named } as const;

/** The map is typed by its keys, so that the kind found is the one of the spec. */
function kindOf<Spec extends ShapeSpec>(spec: Spec): ShapeKind<unknown, Spec> {
  return shapes[spec.shape] as unknown as ShapeKind<unknown, Spec>;
}

/** The curve of a stage that lasts `forMs`. */
export function shapeOf(spec: ShapeSpec, forMs: number): Shape {
  return kindOf(spec).shape(spec, forMs);
}

/** The rates at which a stage of this shape begins and ends, and its highest, which may lie between. */
export function ratesOf(spec: ShapeSpec, forMs: number): { fromPerSecond: number; toPerSecond: number; peakPerSecond: number } {
  const curve = shapeOf(spec, forMs);
  return { fromPerSecond: curve.rateAt(0), toPerSecond: curve.rateAt(forMs), peakPerSecond: curve.peakPerSecond };
}

/** A stage of this shape in words and rates: `100/s to 500/s`. */
export function describeShape(spec: ShapeSpec, forMs: number): string {
  return kindOf(spec).describe(spec, forMs);
}

/** `problem`: a sentence that says what was expected and got. `schema`: the map does not hold to it. */
export type ReadShape = { readonly spec: ShapeSpec } | { readonly problem: string } | { readonly schema: z.ZodType };

/**
 * Reads the YAML value of a stage's `rate:`. `perSecond` turns one rate's text into arrivals per second and returns
 * undefined for what it can't read; `forMs` is the length of the stage, 0 where it is not known.
 */
export function readShape(value: unknown, perSecond: (text: string) => number | undefined, forMs: number): ReadShape {
  if (typeof value === 'number') return { problem: rateNeedsUnit(value) };
  let unread: string | undefined;
  const rate = (text: string): number => {
    const read = perSecond(text);
    if (read === undefined) unread ??= text;
    return read ?? Number.NaN;
  };
  const result = readKind(value, { perSecond: rate, forMs });
  return unread === undefined ? result : { problem: `expected a rate such as 100/s or 5x, got ${shown(unread)}` };
}

/** The same in a stage `factor` times as long; what can't be read is left as it is. */
export function stretchShape(value: unknown, factor: number): unknown {
  const kind = namedKind(value);
  const written = kind?.schema.safeParse(value);
  return kind?.stretch && written?.success ? kind.stretch(written.data, factor) : value;
}

function readKind(value: unknown, stage: StageFacts): ReadShape {
  if (typeof value === 'string') {
    const written = constant.schema.safeParse(value);
    return written.success
      ? read(constant as unknown as ShapeKind<unknown, ShapeSpec>, written.data, stage)
      : { problem: `expected a rate such as 100/s or 5x, got ${shown(value)}` };
  }
  const kind = namedKind(value);
  if (kind === undefined) return { problem: `${expected()}, got ${shown(value)}` };
  const written = kind.schema.safeParse(value);
  if (written.success) return read(kind, written.data, stage);
  const inner = Object.values(value as object)[0] as unknown;
  // In a list there is nothing to point at but the list.
  const isList = typeof inner !== 'object' || inner === null || Array.isArray(inner);
  return isList
    ? { problem: `expected ${kind.example}${kind.takes === undefined ? '' : `, ${kind.takes}`}, got ${shown(value)}` }
    : { schema: kind.schema };
}

function read(kind: ShapeKind<unknown, ShapeSpec>, written: unknown, stage: StageFacts): ReadShape {
  const spec = kind.spec(written, stage);
  return typeof spec === 'string' ? { problem: spec } : { spec };
}

function namedKind(value: unknown): ShapeKind<unknown, ShapeSpec> | undefined {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined;
  const [key, ...others] = Object.keys(value);
  if (key === undefined || others.length > 0 || !Object.hasOwn(named, key)) return undefined;
  return named[key as keyof typeof named] as unknown as ShapeKind<unknown, ShapeSpec>;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 80)}...` : text;
}

function expected(): string {
  const others = Object.keys(named).filter((key) => key !== ramp.key);
  return `expected a rate (${constant.example}) or a shape (${ramp.example}; others: ${others.join(', ')})`;
}
