/** A JSON file that was given to be imported, read by a schema; what is wrong with it has a place. */
import type { z } from 'zod';
import { ChaosError, type Problem, type Where } from '../errors.ts';
import { readDocument } from '../scenario/document.ts';
import { describeValue, writePath, type Path } from '../scenario/mistake.ts';
import { isMap } from '../scenario/origins.ts';

/** What the file should have been, for sentences and hints. */
export interface Expected {
  readonly what: string;
  readonly hint: string;
}

/** Looking up places takes a while in a large file; then the path says where to look. */
const mostForPlaces = 2_000_000;
const mostProblems = 20;

/** Throws IMPORT_INVALID. Nothing of the file's text is repeated: it may be a secret. */
export function readJson<T>(text: string, source: string, schema: z.ZodType<T>, expected: Expected): T {
  const value = parse(text, source, expected);
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const document = text.length <= mostForPlaces ? readDocument(source, text) : undefined;
  const problems = read.error.issues.slice(0, mostProblems).map((issue): Problem => {
    const path = issue.path as Path;
    const message = `${writePath(path)}: ${sentence(issue, valueAt(value, path))}`;
    return document === undefined || document.problems.length > 0 ? { message } : { message, where: document.place(path, 'value') };
  });
  throw new ChaosError('IMPORT_INVALID', `${source} is not ${expected.what}`, expected.hint, { problems });
}

function parse(text: string, source: string, expected: Expected): unknown {
  if (text.trim() === '') throw new ChaosError('IMPORT_INVALID', `${source} is empty`, expected.hint);
  try {
    return JSON.parse(text);
  } catch {
    throw new ChaosError('IMPORT_INVALID', `${source} is not JSON, so it is not ${expected.what}`, expected.hint, {
      where: placeAt(text, text.length <= mostForPlaces ? firstWrong(text) : 0, source),
    });
  }
}

function placeAt(text: string, at: number, file: string): Where {
  const lines = text.slice(0, at).split('\n');
  return { file, line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}

/**
 * Offset of the first character that no JSON could have there. The parser names it for some mistakes only; but whether a
 * beginning is that of JSON can always be asked, and each beginning of such a one is one too.
 */
function firstWrong(text: string): number {
  let [good, bad] = [0, text.length + 1];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (isBeginning(text.slice(0, middle))) good = middle;
    else bad = middle;
  }
  return good;
}

function isBeginning(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    const { message } = error as SyntaxError;
    const at = /at position (\d+)/.exec(message)?.[1];
    return at === undefined ? message.includes('end of JSON input') : Number(at) >= text.length;
  }
}

function sentence(issue: z.core.$ZodIssue, found: unknown): string {
  if (issue.code !== 'invalid_type') return issue.message;
  if (found === undefined) return 'is missing';
  return `expected ${kinds[issue.expected] ?? issue.expected}, got ${typeof found === 'string' ? 'text' : describeValue(found)}`;
}

const kinds: Readonly<Record<string, string>> = { object: 'a map', array: 'a list', string: 'text', number: 'a number' };

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, step) => {
    if (typeof step === 'number') return Array.isArray(at) ? at[step] : undefined;
    return isMap(at) ? at[step] : undefined;
  }, value);
}
