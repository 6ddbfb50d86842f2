/** Checks of the texts in a step: what `${...}` may say there, and paths into answers. */
import type { Path } from '../scenario/mistake.ts';
import { isMap } from '../scenario/origins.ts';
import { checkTemplate, parseTemplate, reservedNames, type FeederColumns } from '../scenario/template-grammar.ts';
import type { Draft } from './draft.ts';
import { missingVariable } from './environment.ts';
import { checkJsonPath } from './json-path.ts';

/** What a template may speak of at a place. */
export interface Known {
  /** Constants, and what the steps before captured. */
  readonly variables: readonly string[];
  readonly feeders: FeederColumns;
}

export function checkText(draft: Draft, text: string, path: Path, known: Known): void {
  const wrong = checkTemplate(text, known.variables, known.feeders) ?? missingVariable(text, draft.env);
  if (wrong !== null) draft.report({ path, message: wrong });
}

/** The name of a constant or of what is captured; `path` is its key's. */
export function checkVariableName(draft: Draft, name: string, path: Path): void {
  if (reservedNames.includes(name))
    draft.report({
      path,
      on: 'key',
      message: `no variable can be called ${name}: \${${name}...} means something else`,
      hint: `${reservedNames.join(', ')} have a meaning of their own; take another name`,
    });
}

/** A JSON value whose strings, at any depth, are templates. */
export function checkJson(draft: Draft, value: unknown, path: Path, known: Known, check = checkText): void {
  if (typeof value === 'string') check(draft, value, path, known);
  else if (Array.isArray(value)) for (const [index, item] of value.entries()) checkJson(draft, item, [...path, index], known, check);
  else if (isMap(value)) for (const [key, item] of Object.entries(value)) checkJson(draft, item, [...path, key], known, check);
}

/** A text that is compared with: what is drawn anew for each use can't be expected of anybody. */
export function checkExpected(draft: Draft, text: string, path: Path, known: Known): void {
  checkText(draft, text, path, known);
  const drawn = placeholders(text).find((part) => 'fn' in part && part.fn !== 'seq');
  if (drawn !== undefined && 'fn' in drawn)
    draft.report({ path, message: `\${${drawn.fn}} is drawn anew wherever it stands, so no answer can be expected to hold it` });
}

/** `on`: whether the expression is the key at the path, or its value. */
export function checkExpression(draft: Draft, expression: string, path: Path, on: 'key' | 'value' = 'value'): void {
  const wrong = checkJsonPath(expression);
  if (wrong !== null) draft.report({ path, on, message: wrong });
}

function placeholders(text: string) {
  try {
    return parseTemplate(text).filter((part) => typeof part !== 'string');
  } catch {
    return [];
  }
}
