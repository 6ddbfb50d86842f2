/** Headers as they will stand in a request: what would be dropped or altered on the way there is refused. */
import { carryingHeader, headerToken } from '../scenario/header-name.ts';
import type { Path } from '../scenario/mistake.ts';
import type { Draft } from './draft.ts';
import { missingVariable, resolveEnv, type Env } from './environment.ts';

/** `check` looks at each value; `path` is of the map. */
export function checkHeaders(
  draft: Draft,
  headers: Readonly<Record<string, string>>,
  path: Path,
  check: (text: string, path: Path) => void,
): void {
  const seen = new Map<string, string>();
  for (const [name, value] of Object.entries(headers)) {
    const at = [...path, name];
    const wrong = nameProblem(name, seen);
    seen.set(name.toLowerCase(), name);
    if (wrong !== undefined) draft.report({ path: at, on: 'key', ...wrong });
    check(value, at);
    checkOneLine(draft, value, at);
  }
}

function nameProblem(name: string, seen: ReadonlyMap<string, string>): { message: string; hint?: string } | undefined {
  if (!new RegExp(headerToken).test(name))
    return {
      message: `expected the name of a header, got ${JSON.stringify(name)}`,
      hint: "letters, digits and !#$%&'*+.^_`|~- may stand in one",
    };
  const other = seen.get(name.toLowerCase());
  if (other !== undefined) return { message: `${name} and ${other} are one header`, hint: 'leave one out' };
  const carrying = carryingHeader(name);
  return carrying && { message: `${name} can't be given: ${carrying.reason}`, hint: carrying.hint };
}

/** A line break would begin a header of its own. */
export function checkOneLine(draft: Pick<Draft, 'env' | 'report'>, text: string, path: Path): void {
  const what = controlIn(text) ?? (missingVariable(text, draft.env) === null ? controlOf(text, draft.env) : undefined);
  if (what !== undefined)
    draft.report({
      path,
      message: `a header's value is one line, and ${what}`,
      hint: 'write it in one line; in a block of YAML begin it with >-',
    });
}

function controlIn(text: string): string | undefined {
  if (/[\r\n]/.test(text)) return 'there is a line break in this one';
  // A tab is the one that may stand there.
  return /(?!\t)\p{Cc}/u.test(text) ? 'there is a control character in this one' : undefined;
}

function controlOf(text: string, env: Env): string | undefined {
  return controlIn(resolveEnv(text, env)) === undefined
    ? undefined
    : 'the environment puts a line break or a control character into this one';
}
