/** Who takes a lock here: what others read in it. */
import { hostname, userInfo } from 'node:os';
import type { LockText } from './link-lock.ts';

/** A user id without a name, as `docker run -u 12345` gives, has nobody to look up: `$USER`, else `uid-12345`. */
export function ownerHere(
  env: Readonly<Record<string, string | undefined>> = process.env,
  lookUp: () => { readonly username: string } = userInfo,
): Pick<LockText, 'host' | 'user'> {
  const host = hostname();
  try {
    return { host, user: lookUp().username };
  } catch {
    return { host, user: env['USER'] || `uid-${process.getuid?.() ?? 'unknown'}` };
  }
}
