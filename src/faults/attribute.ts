/**
 * How a fault's attributes are written and what they become on Toxiproxy's wire, where everything is a whole number
 * (it answers 400 to `5.5`, and dies of a few of the numbers it accepts: those are refused here).
 */
import { z } from 'zod';
import { parseDuration, parsePercent, parseSize } from '../units.ts';

const dayMs = 86_400_000;

/** `2s`, `500ms` or `0` -> whole milliseconds, at most a day. */
export function milliseconds(description: string, fallback?: string): z.ZodType<number> {
  return written(description, fallback, 'a duration such as 500ms or 2s (0 needs no unit)', (text) => whole(parseDuration(text), dayMs));
}

/** `500us`, `2ms` or `0` -> whole microseconds, at most a day. */
export function microseconds(description: string, fallback?: string): z.ZodType<number> {
  return written(description, fallback, 'a duration such as 500us or 10ms (0 needs no unit)', (text) => {
    const fine = /^(\d+(?:\.\d+)?)\s*(?:us|µs)$/.exec(text);
    if (fine) return whole(Number(fine[1]), dayMs * 1_000);
    const ms = parseDuration(text);
    return ms === undefined ? undefined : whole(ms * 1_000, dayMs * 1_000);
  });
}

/** `512B`, `64KB` or a bare number of bytes -> whole bytes, at least `least` and at most 1 TB. */
export function bytes(description: string, least: number, fallback?: string): z.ZodType<number> {
  return written(description, fallback, `a size such as 512B or 64KB, at least ${least} B`, (text) => {
    const size = whole(/^\d+$/.test(text) ? Number(text) : parseSize(text), 1e12);
    return size === undefined || size < least ? undefined : size;
  });
}

/** `64KB/s`, `1.5MB/s` or a bare number of KB/s -> whole KB/s (1 KB is 1000 bytes, as on Toxiproxy's wire), at most 10 GB/s; 0 lets nothing pass. */
export function kilobytesPerSecond(description: string): z.ZodType<number> {
  return written(
    description,
    undefined,
    'a rate such as 64KB/s or 1MB/s, or a number of KB/s; at least 1KB/s, or 0 to let nothing pass',
    (text) => {
      if (/^\d+(\.\d+)?$/.test(text)) return positiveOrZero(Number(text));
      const size = text.endsWith('/s') ? parseSize(text.slice(0, -2)) : undefined;
      return size === undefined ? undefined : positiveOrZero(size / 1_000);
    },
  );
}

// What rounds down to 0 would stop the link instead of slowing it.
function positiveOrZero(rate: number): number | undefined {
  return rate > 0 && rate < 0.5 ? undefined : whole(rate, 1e7);
}

function written(
  description: string,
  fallback: string | undefined,
  expected: string,
  parse: (text: string) => number | undefined,
): z.ZodType<number> {
  const read = z
    .union([z.string(), z.number()], {
      error: (issue) => (issue.input === undefined ? `missing; expected ${expected}` : `expected ${expected}`),
    })
    .transform((value, ctx) => {
      const number = parse(String(value).trim());
      if (number !== undefined) return number;
      ctx.addIssue({ code: 'custom', message: `expected ${expected}, got ${JSON.stringify(value)}`, input: value });
      return z.NEVER;
    });
  return (fallback === undefined ? read : read.prefault(fallback)).describe(description);
}

function whole(value: number | undefined, most: number): number | undefined {
  if (value === undefined || !Number.isFinite(value) || value < 0) return undefined;
  const rounded = Math.round(value);
  return rounded <= most ? rounded : undefined;
}

/** `50%` or 0.5 -> 0..1, at least `least` and at most `most`. */
export function share(
  description: string,
  limits: { readonly least: number; readonly most: number },
  fallback?: string,
): z.ZodType<number> {
  const expected = `a share from ${limits.least * 100}% to ${limits.most * 100}%, such as 50% or 0.5`;
  return written(description, fallback, expected, (text) => {
    const read = parsePercent(text) ?? (/^\d*\.?\d+$/.test(text) ? Number(text) : undefined);
    return read === undefined || read < limits.least || read > limits.most ? undefined : read;
  });
}

/** A whole number from `least` to `most`. */
export function wholeNumber(description: string, least: number, most: number, fallback?: string): z.ZodType<number> {
  return written(description, fallback, `a whole number from ${least} to ${most}`, (text) => {
    const read = /^\d+$/.test(text) ? Number(text) : undefined;
    return read === undefined || read < least || read > most ? undefined : read;
  });
}

/** `5s` -> milliseconds, from `leastMs` to `mostMs`. */
export function patience(description: string, leastMs: number, mostMs: number, fallback: string): z.ZodType<number> {
  return written(description, fallback, `a duration from ${leastMs} ms to ${mostMs / 60_000} min, such as 30s`, (text) => {
    const ms = whole(parseDuration(text), mostMs);
    return ms === undefined || ms < leastMs ? undefined : ms;
  });
}

/** Text that is not empty; null where it is left out. */
export function optionalText(description: string, form: RegExp, expected: string): z.ZodType<string | null> {
  return z
    .string({ error: (issue) => `expected ${expected}, got ${JSON.stringify(issue.input)}` })
    .regex(form, { error: (issue) => `expected ${expected}, got ${JSON.stringify(issue.input)}` })
    .nullable()
    .prefault(null)
    .describe(description);
}

/** Text that has to be there. */
export function requiredText(description: string, expected: string): z.ZodType<string> {
  return z
    .string({ error: (issue) => (issue.input === undefined ? `missing; expected ${expected}` : `expected ${expected}`) })
    .trim()
    .min(1, { error: `expected ${expected}, got an empty text` })
    .max(1_000, { error: `expected ${expected}, of at most 1000 characters` })
    .describe(description);
}

/** The same; null where it is left out. */
export function optionalArguments(description: string): z.ZodType<readonly string[] | null> {
  return argumentList(description).nullable().prefault(null).describe(description);
}

/** A program and its arguments, which no shell reads. */
export function argumentList(description: string): z.ZodType<readonly string[]> {
  const expected = 'a list of a program and its arguments, such as [kubectl, delete, pod, payments-0]; no shell reads it';
  const argument = z.union([z.string(), z.number(), z.boolean()], { error: `expected a text: ${expected}` }).transform(String);
  return z
    .array(argument, { error: (issue) => (issue.input === undefined ? `missing; expected ${expected}` : `expected ${expected}`) })
    .min(1, { error: `expected ${expected}, got an empty list` })
    .refine((words) => words[0] !== '', { error: `expected ${expected}, and its first is empty` })
    .describe(description);
}
