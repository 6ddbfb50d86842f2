/** Values with units as zod schemas: what a person writes on the outside, a number on the inside. */
import { z } from 'zod';
import { parseDuration, parsePercent, parseRate } from '../units.ts';
import { describeValue } from './mistake.ts';

/** The reading of a value, or what is wrong with it. */
export type Reading<T> = { readonly value: T } | { readonly message: string; readonly hint?: string };

/** A schema that reads a value by a function; `meta` is its JSON Schema, from the writer's side. */
export function reading<T>(meta: Record<string, unknown>, read: (value: unknown) => Reading<T>) {
  return z
    .unknown()
    .meta(meta)
    .transform((input, context): T => {
      const result = read(input);
      if ('value' in result) return result.value;
      context.issues.push({ code: 'custom', input, message: result.message, params: { hint: result.hint }, continue: false });
      return z.NEVER;
    });
}

/** `20s`, `1m30s` -> ms. `least` is the smallest that makes sense, in ms. */
export function duration(least = 0) {
  const meta = { type: 'string', pattern: String.raw`^(0|(\d+(\.\d+)?(ms|min|s|m|h))+)$`, examples: ['250ms', '20s', '1m30s'] };
  return reading(meta, (value) => {
    const read = readDuration(value);
    if ('value' in read && read.value < least) return { message: `expected a time of at least ${least} ms, got ${String(value)}` };
    return read;
  });
}

export function readDuration(value: unknown): Reading<number> {
  if (typeof value === 'number')
    return value === 0 ? { value: 0 } : { message: `${value} of what? write ${value}s`, hint: 'units of time: ms, s, m, h' };
  if (typeof value !== 'string') return { message: `expected a time such as 20s, got ${describeValue(value)}` };
  const ms = parseDuration(value);
  if (ms !== undefined) return { value: ms };
  const hint = 'units of time: ms, s, m, h';
  const meant = meantDuration(value);
  if (/^\d+(\.\d+)?$/.test(value)) return { message: `${value} of what? write ${value}s`, hint };
  return { message: `expected a time such as 20s, got "${value}"${meant === undefined ? '' : `; write ${meant}`}`, hint };
}

/** `20 sec`, `5 minutes` -> how it should have been written. */
function meantDuration(text: string): string | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]+)$/i.exec(text.trim());
  const unit = match?.[2]?.toLowerCase() ?? '';
  const units: [RegExp, string][] = [
    [/^(ms|msec|msecs|millis|milliseconds?)$/, 'ms'],
    [/^(s|sec|secs|seconds?)$/, 's'],
    [/^(m|mins?|minutes?)$/, 'm'],
    [/^(h|hrs?|hours?)$/, 'h'],
  ];
  const found = units.find(([pattern]) => pattern.test(unit));
  return match && found ? `${match[1]}${found[1]}` : undefined;
}

/** `100/s`, `3000/min` -> per second, above 0. */
export function rate() {
  const meta = { type: 'string', pattern: String.raw`^\d+(\.\d+)?\s*/\s*(s|sec|min|m|h)$`, examples: ['100/s', '3000/min'] };
  return reading(meta, readRate);
}

export function readRate(value: unknown): Reading<number> {
  const hint = 'rates are per second or per minute: 100/s, 3000/min';
  if (typeof value === 'number') return { message: `${value} of what? write ${value}/s`, hint };
  if (typeof value !== 'string') return { message: `expected a rate such as 100/s, got ${describeValue(value)}` };
  const perSecond = parseRate(value);
  if (perSecond !== undefined) return perSecond > 0 ? { value: perSecond } : { message: `expected a rate above 0, got "${value}"` };
  if (/^\d+(\.\d+)?$/.test(value)) return { message: `${value} of what? write ${value}/s`, hint };
  const amount = /^(\d+(?:\.\d+)?)\s*(rps|tps|qps|req|requests|per)/i.exec(value)?.[1];
  return { message: `expected a rate such as 100/s, got "${value}"${amount === undefined ? '' : `; write ${amount}/s`}`, hint };
}

/** `20%` or a number 0..1 -> 0..1. */
export function share() {
  const meta = {
    anyOf: [
      { type: 'string', pattern: String.raw`^\d+(\.\d+)?\s*%$` },
      { type: 'number', minimum: 0, maximum: 1 },
    ],
    examples: ['20%', 0.2],
  };
  return reading(meta, (value): Reading<number> => {
    const read = typeof value === 'string' ? parsePercent(value) : typeof value === 'number' ? value : undefined;
    if (read !== undefined && read >= 0 && read <= 1) return { value: read };
    return { message: `expected a share such as 20% or 0.2, got ${describeValue(value)}` };
  });
}

/** `2`, or a share of them: `50%`. */
export interface CountOrShare {
  readonly count?: number;
  /** 0..1; one of the two is there. */
  readonly share?: number;
}

export function countOrShare() {
  const meta = {
    anyOf: [
      { type: 'string', pattern: String.raw`^\d+(\.\d+)?\s*%$` },
      { type: 'number', minimum: 0 },
    ],
    examples: [2, '50%'],
  };
  return reading(meta, readCountOrShare);
}

export function readCountOrShare(value: unknown): Reading<CountOrShare> {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return { value: { count: value } };
  const share = typeof value === 'string' ? parsePercent(value) : typeof value === 'number' ? value : undefined;
  if (share !== undefined && share >= 0 && share <= 1) return { value: { share } };
  return { message: `expected a number such as 2, or a share such as 50%, got ${describeValue(value)}` };
}

/** A whole number in [least, most]. */
export function whole(least: number, most = Number.MAX_SAFE_INTEGER) {
  const meta = { type: 'integer', minimum: least, ...(most === Number.MAX_SAFE_INTEGER ? {} : { maximum: most }) };
  return reading(meta, (value): Reading<number> => {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most) return { value };
    const range = most === Number.MAX_SAFE_INTEGER ? `a whole number, at least ${least}` : `a whole number from ${least} to ${most}`;
    return { message: `expected ${range}, got ${describeValue(value)}` };
  });
}
