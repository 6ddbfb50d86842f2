/** What zod finds, in the words of someone who wrote YAML: what was expected, what stands there, and what was probably meant. */
import type { z } from 'zod';
import { didYouMean, guessOf } from './did-you-mean.ts';
import type { Mistake, Path, Report } from './mistake.ts';
import { describeValue } from './mistake.ts';

/** Parses a value; every mistake is reported under `path`. undefined where there was one. */
export function readAs<T>(schema: z.ZodType<T>, value: unknown, path: Path, report: Report): T | undefined {
  const result = schema.safeParse(value, { error: wording });
  if (result.success) return result.data;
  for (const issue of withoutMistyped(result.error.issues, value))
    for (const mistake of fromIssue(issue, value)) report({ ...mistake, path: [...path, ...mistake.path] });
  return undefined;
}

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  object: 'a map',
  record: 'a map',
  array: 'a list',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

/** The message of an issue while its input and schema are at hand. */
function wording(issue: z.core.$ZodRawIssue): string | undefined {
  const got = describeValue(issue.input);
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${kinds[issue.expected as string] ?? issue.expected}, got ${got}`;
    case 'invalid_value':
      return `expected ${(issue.values as unknown[]).join(' or ')}, got ${got}${typeof issue.input === 'string' ? didYouMean(issue.input, (issue.values as unknown[]).map(String)) : ''}`;
    case 'too_small':
      if (issue.origin === 'string' || issue.origin === 'array')
        return `expected ${issue.origin === 'array' ? 'a list with at least one entry' : 'text'}, got ${got}`;
      return `expected a number ${issue.inclusive === false ? 'above' : 'of at least'} ${issue.minimum}, got ${got}`;
    case 'too_big':
      return `expected at most ${issue.maximum}${issue.origin === 'string' ? ' characters' : ''}, got ${got}`;
    case 'unrecognized_keys':
      return Object.keys((issue.inst as unknown as { shape?: object } | undefined)?.shape ?? {}).join(', ');
    default:
      return undefined;
  }
}

function fromIssue(issue: z.core.$ZodIssue, root: unknown): Mistake[] {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => unknownKey(path, key, knownTo(issue), valueAt(root, [...path, key])));
  if (issue.code === 'invalid_key') {
    const reason = issue.issues[0]?.message ?? issue.message;
    return [{ path, on: 'key', message: reason }];
  }
  if (issue.code === 'invalid_union') return fromUnion(issue, path, root);
  const value = valueAt(root, path);
  const hint = issue.code === 'custom' ? (issue.params?.['hint'] as string | undefined) : undefined;
  const name = path.at(-1);
  if (value === undefined && typeof name === 'string') {
    return [
      {
        path,
        on: 'key',
        message: `${name} is missing; ${issue.message.replace(/, got nothing$/, '')}`,
        ...(hint === undefined ? {} : { hint }),
      },
    ];
  }
  const quote = mapForText(value, issue);
  return [{ path, message: issue.message, ...((quote ?? hint) === undefined ? {} : { hint: (quote ?? hint) as string }) }];
}

/** `- breaker payments: opens` is a map in YAML. */
function mapForText(value: unknown, issue: z.core.$ZodIssue): string | undefined {
  const wantsText = issue.code === 'invalid_type' && issue.expected === 'string';
  return wantsText && typeof value === 'object' && value !== null && !Array.isArray(value)
    ? 'a colon and a space make a map: quote the text'
    : undefined;
}

/** The branch that was meant: the one whose kind of value (text, list, map) fits; where none does, what any of them wants. */
function fromUnion(issue: z.core.$ZodIssueInvalidUnion, path: Path, root: unknown): Mistake[] {
  const value = valueAt(root, path);
  const fitting = issue.errors.filter((branch) => !wrongKind(branch));
  const widened = knowingAll(fitting);
  const branches = fitting.map((original, i) => ({ original, issues: withoutMistyped(widened[i] as Branch, value) }));
  const [meant] = branches.toSorted((a, b) => unknownKeys(a.issues) - unknownKeys(b.issues) || a.issues.length - b.issues.length);
  if (meant === undefined) {
    const wants = issue.errors
      .map((errors) => /expected (.*?), got/.exec(errors[0]?.message ?? '')?.[1])
      .filter((want) => want !== undefined);
    const name = path.at(-1);
    const missing = value === undefined && typeof name === 'string';
    const wanted = `expected ${[...new Set(wants)].join(' or ')}`;
    return [
      {
        path,
        on: missing ? 'key' : 'value',
        message: missing ? `${name} is missing; ${wanted}` : `${wanted}, got ${describeValue(value)}`,
      },
    ];
  }
  const unknown = meant.issues.filter(({ code, path: at }) => code === 'unrecognized_keys' && at.length === 0);
  const either = missingEither(branches, value);
  const mistakes: Mistake[] =
    either.length > 1
      ? [
          { path: [], on: 'key', message: `one of ${either.join(', ')} is missing`, hint: 'exactly one of them' },
          ...unknown.flatMap((inner) => fromIssue(inner, value)),
        ]
      : meant.issues.flatMap((inner) => fromIssue(inner, value)).map((mistake) => asTwoKinds(mistake, meant.original, fitting));
  return mistakes.map((mistake) => ({ ...mistake, path: [...path, ...mistake.path] }));
}

/** A key that no branch knows could have been one of any of them. */
function knowingAll(branches: readonly Branch[]): Branch[] {
  const known = [...new Set(branches.flatMap((branch) => knownTo(unknownIn(branch))))];
  return branches.map((branch) =>
    branch.flatMap((issue) => {
      if (issue.code !== 'unrecognized_keys' || issue.path.length > 0) return [issue];
      const [elsewhere, nowhere] = [issue.keys.filter((key) => known.includes(key)), issue.keys.filter((key) => !known.includes(key))];
      const parts = [
        { ...issue, keys: elsewhere },
        { ...issue, keys: nowhere, message: known.join(', ') },
      ];
      return parts.filter(({ keys }) => keys.length > 0);
    }),
  );
}

/** Without what only follows: a key is missing because it is there misspelt. */
function withoutMistyped(issues: Branch, value: unknown): Branch {
  const meant = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, guessOf(key, knownTo(issue))].join('\0')) : [],
  );
  return issues.filter(({ path }) => !meant.includes(path.join('\0')) || valueAt(value, path as Path) !== undefined);
}

/** Where all that is wrong, besides keys that no branch knows, is that no branch's own key is there: those keys. */
function missingEither(branches: readonly { readonly issues: Branch }[], value: unknown): string[] {
  const names = branches.map(({ issues }) => {
    const [only, ...others] = issues.filter(({ code }) => code !== 'unrecognized_keys');
    const [name, deeper] = only?.path ?? [];
    return others.length === 0 && deeper === undefined && typeof name === 'string' && valueAt(value, [name]) === undefined ? name : null;
  });
  return names.includes(null) ? [] : [...new Set(names as string[])];
}

/** A key that this branch does not know and another one does, beside one that the other does not know: two kinds in one map. */
function asTwoKinds(mistake: Mistake, branch: Branch, branches: readonly Branch[]): Mistake {
  const [key, deeper] = mistake.path;
  const own = unknownIn(branch);
  if (own === undefined || deeper !== undefined || !own.keys.includes(String(key))) return mistake;
  const knows = (issue: UnknownKeys, name: string): boolean => knownTo(issue).includes(name);
  const other = branches.map(unknownIn).find((theirs) => theirs !== undefined && knows(theirs, String(key)));
  const partner = other?.keys.find((name) => knows(own, name));
  if (partner === undefined) return mistake;
  return { ...mistake, message: `${partner} and ${String(key)} exclude each other: expected one of the two`, hint: 'leave one out' };
}

type Branch = readonly z.core.$ZodIssue[];
type UnknownKeys = z.core.$ZodIssueUnrecognizedKeys;

function knownTo(issue: UnknownKeys | undefined): string[] {
  return issue?.message.split(', ') ?? [];
}

function unknownIn(branch: Branch): UnknownKeys | undefined {
  return branch.find((issue): issue is UnknownKeys => issue.code === 'unrecognized_keys' && issue.path.length === 0);
}

function wrongKind(branch: readonly z.core.$ZodIssue[]): boolean {
  return branch.some(({ code, path }) => path.length === 0 && (code === 'invalid_type' || code === 'invalid_value'));
}

function unknownKeys(branch: readonly z.core.$ZodIssue[]): number {
  return branch.filter(({ code }) => code === 'unrecognized_keys').length;
}

function unknownKey(path: Path, key: string, known: readonly string[], value: unknown): Mistake {
  const message = `unknown key "${key}"${didYouMean(key, known)}`;
  // `{get: /search?q=a,b}` reads as a second key without a value.
  const comma = value === null ? '; or, in braces, the rest of a value with a comma in it: quote that value' : '';
  const hint = `known here: ${known.join(', ')}${comma}`;
  return { path: [...path, key], on: 'key', message, hint };
}

function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const step of path)
    value = typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[step] : undefined;
  return value;
}
