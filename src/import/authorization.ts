/** Who sends: an authorization header as a step's `auth`, which puts the same header together. */
import { Buffer } from 'node:buffer';
import { base64Of } from '../plan/authorization.ts';
import type { Auth, Header } from './exchange.ts';
import { isHole, literal } from './hole.ts';
import { cut } from './pairs.ts';
import type { Replace } from './place.ts';
import type { Secrets } from './secrets.ts';

/** The headers without the one that `auth` stands for; another scheme, and another spelling, stays a header. */
export function takeAuth(
  headers: readonly Header[],
  secrets: Secrets,
): { readonly headers: readonly Header[]; readonly auth: Auth | null } {
  const [only, ...more] = headers.filter(([name]) => /^authorization$/i.test(name));
  const auth = only === undefined || more.length > 0 ? null : authOf(only[1], secrets);
  return { headers: auth === null ? headers : headers.filter((header) => header !== only), auth };
}

/** `user:password`, or null where a step can't say it: without a user, or where a colon can't be seen. */
export function basicOf(credentials: string): Auth | null {
  const [user, password] = cut(credentials, ':');
  return user === '' || password === undefined ? null : { basic: { user, password } };
}

/** A user without a password is a key. */
export function mapAuth(auth: Auth, replace: Replace): Auth {
  const map = (value: string, name: string, within: readonly string[]): string =>
    value === '' || isHole(value) ? value : (replace({ name, within, value, kind: 'header' }) ?? value);
  if ('bearer' in auth) return { bearer: map(auth.bearer, 'bearer_token', ['authorization']) };
  const { user, password } = auth.basic;
  return {
    basic: {
      user: map(user, 'user', [password === '' ? 'authorization' : 'user']),
      password: map(password, 'password', ['authorization', 'password']),
    },
  };
}

/** With each of its texts changed. */
export function mapAuthTexts(auth: Auth, change: (text: string) => string): Auth {
  if ('bearer' in auth) return { bearer: change(auth.bearer) };
  return { basic: { user: change(auth.basic.user), password: change(auth.basic.password) } };
}

function authOf(value: string, secrets: Secrets): Auth | null {
  const [, scheme, credentials = ''] = /^(Bearer|Basic) (\S.*)$/s.exec(value) ?? [];
  if (scheme === 'Bearer') return { bearer: credentials };
  if (scheme === undefined) return null;
  const text = literal(Buffer.from(credentials, 'base64').toString('utf8'));
  if (base64Of(text) !== credentials) return null;
  secrets.remember('basic_credentials', credentials);
  return basicOf(text);
}
