/**
 * What must not get from a recording into a scenario. A value is a secret by the name it stands under, by its own form, or
 * because the same value was a secret elsewhere in the file. Each becomes a hole that the environment fills.
 */
import { isSecretName } from '../plan/redact.ts';
import { hole, mapText } from './hole.ts';
import { knownValues } from './known-values.ts';
import { decoded } from './pairs.ts';

/** What has to be set before a run, and what it stands for. */
export interface Variable {
  readonly name: string;
  readonly of: string;
}

export interface Secrets {
  /** The hole that stands for this value of this field; the same value always has the same hole. */
  conceal(field: string, value: string): string;
  /** The hole of a secret that the file does not hold; `key` tells it from others of the same field, `of` says what it is. */
  ask(field: string, key: string, of: string): string;
  /** A value that must not be shown, although nothing of this name is written: it gets a variable where it turns up. */
  remember(field: string, value: string): void;
  /** The text with every secret in it replaced, in whatever spelling; nothing that is too short to be told from a word. */
  sweep(text: string): string;
  variables(): readonly Variable[];
}

/**
 * Names that say secret in a recording. Wider than the rule for plans: a word too many costs the user one variable, a word
 * too few puts a session into version control.
 */
const alsoSecret =
  /^(x[-_])?(auth|jwt|sid|pwd|pass|pin|otp|totp|cvv|cvc|sig|signature|code_verifier)$|session[-_]?(id|key)?$|csrf|xsrf|credential|passphrase|(access|private|signing|encryption|session|account|subscription|functions)[-_]?key|x-amz-|signature|card[-_]?(number|no)$|^(iban|ssn|pan)$/i;

/** Values that are secrets wherever they stand: signed tokens, keys whose issuers gave them a form, private keys. */
const secretForms: readonly RegExp[] = [
  /\beyJ[\w-]{8,}\.[\w-]{8,}(\.[\w-]*)?/g,
  /\b(sk|pk|rk)_(live|test)_\w{8,}/g,
  /\bsk-[\w-]{20,}/g,
  /\b(ghp|gho|ghu|ghs|ghr|github_pat|glpat|xox[abeprs]|npm|hf)[_-][\w-]{10,}/g,
  /\b(AKIA|ASIA)[A-Z0-9]{12,}/g,
  /\bAIza[\w-]{30,}/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(-----END [A-Z ]*PRIVATE KEY-----|$)/gs,
];

/** Parameters of a URL inside a text. */
const secretParameter = /([?&]([^=&#\s"'<>]+)=)([^&#\s"'<>\\]+)/g;
const userInfo = /([a-z][a-z0-9+.-]*:\/\/)([^\s/?#@"'<>\\]+)@/gi;

/** Where the field's name does not say what the variable has to hold. */
const descriptions: Readonly<Record<string, string>> = {
  basic_credentials: 'user:password in base64, as the header authorization has it after Basic',
  bearer_token: 'what the header authorization has after Bearer',
  cookie: 'the header cookie: name=value; name=value',
};

export function isSecretField(name: string): boolean {
  return isSecretName(name) || alsoSecret.test(name);
}

export function createSecrets(): Secrets {
  const names = new Map<string, string>();
  const known = knownValues();
  const variables: Variable[] = [];
  const taken = new Set<string>();
  const counts = new Map<string, number>();

  const nameFor = (field: string, id: string, of: string): string => {
    const found = names.get(id);
    if (found !== undefined) return found;
    const stem = variableName(field);
    let name = stem;
    let count = counts.get(stem) ?? 1;
    for (; taken.has(name); name = `${stem}_${count}`) count += 1;
    counts.set(stem, count);
    taken.add(name);
    names.set(id, name);
    variables.push({ name, of });
    return name;
  };
  const remember = (field: string, value: string): void => known.add({ field, value });
  const conceal = (field: string, value: string): string => {
    remember(field, value);
    // A key of JSON may be data, and a secret itself.
    const shown = field.length > 40 || field.replaceAll(/\D/g, '').length > 3 ? 'secret' : field;
    return hole(`env.${nameFor(shown, `=${value}`, descriptions[shown] ?? shown)}`);
  };
  const ask = (field: string, key: string, of: string): string => hole(`env.${nameFor(field, `?${field} ${key}`, of)}`);
  const sweep = (text: string): string => {
    let swept = outsideHoles(text, (between) =>
      between
        .replaceAll(secretParameter, (whole, head: string, name: string, value: string) =>
          isSecretField(name) ? `${head}${conceal(name, decoded(value, true))}` : whole,
        )
        .replaceAll(userInfo, (_, scheme: string, who: string) => `${scheme}${conceal('credentials', who)}@`),
    );
    for (const form of secretForms)
      swept = outsideHoles(swept, (between) =>
        between.replaceAll(form, (value) => {
          remember('token', value);
          return value;
        }),
      );
    // A dollar sign before a hole would be read as part of it, so that it goes into the variable with the rest.
    return outsideHoles(swept, (between) => known.replaceIn(between, ({ field, value }, dollars) => conceal(field, `${dollars}${value}`)));
  };
  return { conceal, ask, remember, sweep, variables: () => variables };
}

function outsideHoles(text: string, change: (between: string) => string): string {
  return mapText(text, hole, change);
}

/** `x-api-key` -> `TARGET_X_API_KEY`: with a prefix, or a field called `path` or `pwd` would be filled by the shell's own variable. */
function variableName(field: string): string {
  const words = field
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .toUpperCase()
    .slice(0, 40);
  return `TARGET_${words === '' ? 'SECRET' : words}`;
}
