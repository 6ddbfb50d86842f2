import type { Path } from '../scenario/mistake.ts';
import { checkOneLine } from './check-headers.ts';
import type { Draft } from './draft.ts';
import type { PlannedAuth } from './plan.ts';

/** `auth` and an authorization header say the same thing; `check` looks at each text. `path` is of what has both. */
export function checkAuth(
  draft: Draft,
  auth: PlannedAuth | undefined,
  headers: Readonly<Record<string, string>>,
  path: Path,
  check: (text: string, path: Path) => void,
): void {
  if (auth === undefined) return;
  if (Object.keys(headers).some((name) => name.toLowerCase() === 'authorization'))
    draft.report({ path: [...path, 'auth'], on: 'key', message: 'auth and an authorization header exclude each other' });
  if ('bearer' in auth) {
    check(auth.bearer, [...path, 'auth', 'bearer']);
    return checkOneLine(draft, auth.bearer, [...path, 'auth', 'bearer']);
  }
  const { user, password } = auth.basic;
  check(user, [...path, 'auth', 'basic', 'user']);
  check(password, [...path, 'auth', 'basic', 'password']);
  if (user.includes(':'))
    draft.report({ path: [...path, 'auth', 'basic', 'user'], message: 'no colon may stand in the user: it ends the name' });
}
