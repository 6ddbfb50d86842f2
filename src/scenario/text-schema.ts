/** Texts of a scenario as zod schemas: names of a form, and values that are written out as text. */
import { z } from 'zod';
import { describeValue } from './mistake.ts';
import { reading } from './quantities.ts';

/** Text of a form that has a name; `expected` is that name. */
export function formed(pattern: RegExp, expected: string) {
  return z.string().regex(pattern, { error: (issue) => `expected ${expected}, got ${describeValue(issue.input)}` });
}

/** Names that objectives can speak of; several words are then put in quotes. */
export const freeName = formed(/^[^"\n]{1,120}$/, 'a name without quotes');

/** Names of stages, faults, links and breakers: one word. */
export const oneWord = formed(/^[A-Za-z0-9][\w.-]{0,79}$/, 'a name of one word (letters, digits, - _ .)');

/** What `${name}` can say. */
export const variableName = formed(/^[A-Za-z_][\w-]*$/, 'a variable name (letters, digits, - _)');

/** A header's value, or a label's: numbers and truth values are written out. */
export const text = reading<string>({ type: ['string', 'number', 'boolean'] }, (value) =>
  ['string', 'number', 'boolean'].includes(typeof value)
    ? { value: String(value) }
    : { message: `expected text, got ${describeValue(value)}` },
);

export const headers = z.record(z.string().min(1), text);
