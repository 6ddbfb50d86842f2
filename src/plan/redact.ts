/** What keeps secrets out of everything that is stored or shown. */
import { ChaosError } from '../errors.ts';
import { base64Of } from './authorization.ts';
import type { Plan, PlannedAuth } from './plan.ts';
import { envNamesIn, resolveEnv, type Env } from './environment.ts';
import { isMap } from '../scenario/origins.ts';

export { resolveEnv } from './environment.ts';

export const redacted = '[redacted]';

/** Shorter ones would blacken half of a report, and are no secrets. */
const leastSecret = 4;
/** Nor are a port and this machine's own name, which the environment often fills in. */
const plain = /^(\d{1,5}|localhost|127\.0\.0\.1|\[?::1\]?)$/;

/** Is it the name of a header, a key or a query parameter that holds a secret? */
export function isSecretName(name: string): boolean {
  return /^(proxy-)?authorization$|^(set-)?cookie$|^sid$|^bearer$|token|secret|passw(or)?d|passphrase|(api|private)[-_]?key|credential|session[-_]?id|[cx]srf|jwt|signature/i.test(
    name,
  );
}

/** The same plan with secret headers, credentials in URLs, secret query parameters and secret JSON values blackened. */
export function redactPlan(plan: Plan): Plan {
  return deep(plan, '') as Plan;
}

/** The same value with every secret blackened in its texts; numbers and keys stay, so that what is written as JSON can be read as JSON. */
export function redactValue<T>(value: T, secrets: readonly string[]): T {
  const within = (part: unknown): unknown => {
    if (typeof part === 'string') return redactText(part, secrets);
    if (Array.isArray(part)) return part.map(within);
    return isMap(part) ? Object.fromEntries(Object.entries(part).map(([key, item]) => [key, within(item)])) : part;
  };
  return secrets.length === 0 ? value : (within(value) as T);
}

/** The same error with every secret blackened in what is shown of it. */
export function redactError(error: unknown, secrets: readonly string[]): unknown {
  const clean = (text: string): string => redactText(text, secrets);
  if (error instanceof ChaosError) {
    const { code, where, problems, cause } = error;
    return new ChaosError(code, clean(error.message), clean(error.hint), {
      ...(where ? { where } : {}),
      problems: redactValue(problems, secrets),
      ...(cause === undefined ? {} : { cause }),
    });
  }
  if (error instanceof Error) error.message = clean(error.message);
  return error;
}

/** Every occurrence of every secret blackened; longer ones first. */
export function redactText(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret !== '')
    .toSorted((a, b) => b.length - a.length)
    .reduce((left, secret) => left.replaceAll(secret, redacted), text);
}

/** A text as it stands in a URL, in JSON and in markup: where it may be met besides as it is. */
export function formsOf(text: string): string[] {
  const inMarkup = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
  return [...new Set([text, encodeURIComponent(text.toWellFormed()), JSON.stringify(text).slice(1, -1), inMarkup])];
}

/**
 * The secrets a plan holds or will fill in from the environment, in each form in which they may be met. A `Bearer x` counts
 * as a whole and as `x`, a cookie as a whole and as its values.
 */
export function secretsOf(plan: Plan, env: Env): string[] {
  const found = new Set<string>();
  const add = (secret: string | undefined): void => {
    if (secret !== undefined && secret.length >= leastSecret && !plain.test(secret)) for (const form of formsOf(secret)) found.add(form);
  };
  const settled = (text: string): string | undefined =>
    envNamesIn(text).every((name) => env[name] !== undefined) ? resolveEnv(text, env) : undefined;
  visit(plan, '', (text, name) => {
    for (const variable of envNamesIn(text)) add(env[variable]);
    const whole = settled(text);
    if (whole === undefined) return;
    if (isSecretName(name) && !whole.includes('${')) {
      add(whole);
      for (const word of whole.split(/\s+/).slice(1)) add(word);
      for (const match of whole.matchAll(/=([^;]+)/g)) add(match[1]);
    }
    for (const secret of secretsInUrl(whole)) add(secret);
  });
  for (const auth of authsOf(plan)) {
    if ('bearer' in auth) continue;
    // What is sent is neither the name nor the password, but can be read as both.
    const sent = settled(`${auth.basic.user}:${auth.basic.password}`);
    if (sent !== undefined && !sent.includes('${')) add(base64Of(sent));
  }
  return [...found].toSorted((a, b) => b.length - a.length);
}

/** URLs within a text lose user, password and secret query parameters. */
export function redactUrls(text: string): string {
  return text
    .replaceAll(/([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/?#@]+@/gi, `$1${redacted}@`)
    .replaceAll(/([?&]([^=&#\s]+)=)([^&#\s]+)/g, (whole, head: string, name: string) =>
      isSecretName(name) ? `${head}${redacted}` : whole,
    );
}

function authsOf({ target, load }: Plan): PlannedAuth[] {
  const ofSteps = load.journeys.flatMap(({ steps }) => steps.map(({ auth }) => auth));
  return [target.kind === 'url' ? target.auth : undefined, ...ofSteps].filter((auth) => auth !== undefined);
}

function secretsInUrl(text: string): string[] {
  const credentials = [...text.matchAll(/[a-z][a-z0-9+.-]{0,30}:\/\/([^\s/?#@]+)@/gi)].flatMap((match) => [
    match[1] as string,
    ...(match[1] as string).split(':').slice(1),
  ]);
  const parameters = [...text.matchAll(/[?&]([^=&#\s]+)=([^&#\s]+)/g)]
    .filter((match) => isSecretName(match[1] as string))
    .map((match) => match[2] as string);
  return [...credentials, ...parameters];
}

/** Parts of a plan whose names are the user's and whose values are never secret. */
const open: readonly string[] = ['capture', 'sources', 'match', 'versionLabel'];

function deep(value: unknown, name: string): unknown {
  if (typeof value === 'string') return isSecretName(name) && value !== '' ? redacted : redactUrls(value);
  if (Array.isArray(value)) return value.map((item) => deep(item, name));
  if (isMap(value))
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, open.includes(key) ? item : deep(item, key)]));
  return value;
}

function visit(value: unknown, name: string, see: (text: string, name: string) => void): void {
  if (typeof value === 'string') see(value, name);
  else if (Array.isArray(value)) for (const item of value) visit(item, name, see);
  else if (isMap(value)) for (const [key, item] of Object.entries(value)) if (!open.includes(key)) visit(item, key, see);
}
