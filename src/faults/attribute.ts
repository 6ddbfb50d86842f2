/**
 * How a fault's attributes are written and what they become on Toxiproxy's wire, where everything is a whole number
 * (it answers 400 to `5.5`, and dies of a few of the numbers it accepts: those are refused here).
 */
import { z } from 'zod';
import { parseDuration, parseSize } from '../units.ts';

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
