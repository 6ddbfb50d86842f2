/** What a security scheme adds to a request: a secret from the environment, in the place that the scheme names. */
import type { Auth, Header } from '../exchange.ts';
import type { Secrets } from '../secrets.ts';
import type { OpenApiDocument, Operation, SecurityScheme } from './openapi-document.ts';

export interface Credentials {
  readonly headers: readonly Header[];
  readonly auth: Auth | null;
  readonly query: readonly string[];
  readonly cookies: readonly string[];
  readonly comments: readonly string[];
}

/** The first of the alternatives, unless one of them is to send nothing. */
export function credentialsOf(operation: Operation, document: OpenApiDocument, secrets: Secrets): Credentials {
  const alternatives = operation.security ?? document.security ?? [];
  const chosen = alternatives.some((one) => Object.keys(one).length === 0) ? {} : (alternatives[0] ?? {});
  const headers: Header[] = [];
  const query: string[] = [];
  const cookies: string[] = [];
  const comments: string[] = [];
  let authorization: Auth | { readonly header: string } | null = null;
  for (const name of Object.keys(chosen)) {
    const scheme = document.components?.securitySchemes?.[name];
    if (scheme === undefined) continue;
    const { type } = scheme;
    if (type === 'mutualTLS') comments.push(`${name}: a client certificate is no part of a step`);
    else if (type === 'apiKey') {
      const key = scheme.name ?? name;
      const value = secrets.ask(key, name, key);
      if (scheme.in === 'header') headers.push([key, value]);
      else if (scheme.in === 'query') query.push(`${encodeURIComponent(key)}=${value}`);
      else cookies.push(`${key}=${value}`);
    } else if (authorization === null) authorization = authorizationOf(scheme, name, secrets);
    else comments.push(`${name}: a request has one authorization, and another scheme says it here`);
  }
  return authorization !== null && 'header' in authorization
    ? { headers: [...headers, ['authorization', authorization.header]], auth: null, query, cookies, comments }
    : { headers, auth: authorization, query, cookies, comments };
}

/** A scheme of its own has a variable of its own: two of one kind are two secrets. */
function authorizationOf({ type, scheme = 'bearer' }: SecurityScheme, name: string, secrets: Secrets): Auth | { readonly header: string } {
  const kind = type === 'http' ? scheme.toLowerCase() : 'bearer';
  const ask = (field: string, what: string): string => secrets.ask(field, name, `${what} of the security scheme ${name}`);
  if (kind === 'basic') return { basic: { user: ask('user', 'user'), password: ask('password', 'password') } };
  if (kind === 'bearer') return { bearer: ask('bearer_token', 'token') };
  return { header: ask('authorization', 'the whole header authorization') };
}
