/** All shapes: how a stage's `rate:` is read, and the curve of what was read. */
import { constant } from './constant.ts';
import { ramp } from './ramp.ts';
import type { Shape, ShapeSpec } from './shape.ts';

/** Those written as a mapping with the shape's name as its only key; `constant` is the bare rate. */
const named = { ramp } as const;

export const shapes = { constant, ...named } as const;

/** The curve of a stage that lasts `forMs`. */
export function shapeOf(spec: ShapeSpec, forMs: number): Shape {
  switch (spec.shape) {
    case 'constant':
      return constant.shape(spec, forMs);
    case 'ramp':
      return ramp.shape(spec, forMs);
  }
}

/** The rates at which a shape begins and ends. */
export function endsOf(spec: ShapeSpec): { fromPerSecond: number; toPerSecond: number } {
  switch (spec.shape) {
    case 'constant':
      return constant.ends(spec);
    case 'ramp':
      return ramp.ends(spec);
  }
}

/**
 * Reads the YAML value of a stage's `rate:`. `perSecond` turns one rate's text into arrivals per second and returns
 * undefined for what it can't read. A problem is a sentence that says what was expected and what was found.
 */
export function readShape(value: unknown, perSecond: (text: string) => number | undefined): { spec: ShapeSpec } | { problem: string } {
  if (typeof value === 'number') return { problem: `a rate needs a unit: ${value}/s, or ${value}x for ${value} times the base` };
  let unread: string | undefined;
  const rate = (text: string): number => {
    const read = perSecond(text);
    if (read === undefined) unread ??= text;
    return read ?? Number.NaN;
  };
  const result = readKind(value, rate);
  return unread === undefined ? result : { problem: `expected a rate such as 100/s or 5x, found ${JSON.stringify(unread)}` };
}

function readKind(value: unknown, rate: (text: string) => number): { spec: ShapeSpec } | { problem: string } {
  if (typeof value === 'string') {
    const written = constant.schema.safeParse(value);
    return written.success
      ? { spec: constant.spec(written.data, rate) }
      : { problem: `expected a rate such as 100/s or 5x, found ${JSON.stringify(value)}` };
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    return { problem: `${expected()}, found ${JSON.stringify(value) ?? 'nothing'}` };
  const [key, ...others] = Object.keys(value);
  if (key === undefined || others.length > 0 || !Object.hasOwn(named, key))
    return { problem: `${expected()}, found ${JSON.stringify(value)}` };
  const kind = named[key as keyof typeof named];
  const written = kind.schema.safeParse(value);
  if (!written.success) return { problem: `expected ${kind.example}, found ${JSON.stringify(value)}` };
  return { spec: kind.spec(written.data, rate) };
}

function expected(): string {
  return `expected a rate (${constant.example}) or a shape (${Object.values(named)
    .map((kind) => kind.example)
    .join(', ')})`;
}
