/** What a security scheme adds to a request: a secret from the environment, in the place that the scheme names. */
import type { Header } from '../exchange.ts';
import type { Secrets } from '../secrets.ts';
import type { OpenApiDocument, Operation, SecurityScheme } from './openapi-document.ts';

export interface Credentials {
  readonly headers: readonly Header[];
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
  for (const name of Object.keys(chosen)) {
    const scheme = document.components?.securitySchemes?.[name];
    if (scheme === undefined) continue;
    const { type } = scheme;
    if (type === 'mutualTLS') comments.push(`${name}: a client certificate is no part of a step`);
    else if (type === 'apiKey') {
      const key = scheme.name ?? name;
      const value = secrets.conceal(key, `${type} ${name}`);
      if (scheme.in === 'header') headers.push([key, value]);
      else if (scheme.in === 'query') query.push(`${encodeURIComponent(key)}=${value}`);
      else cookies.push(`${key}=${value}`);
    } else headers.push(['authorization', authorization(scheme, name, secrets)]);
  }
  return { headers, query, cookies, comments };
}

/** A scheme of its own has a variable of its own: two of one kind are two secrets. */
function authorization({ type, scheme = 'bearer' }: SecurityScheme, name: string, secrets: Secrets): string {
  const kind = type === 'http' ? scheme.toLowerCase() : 'bearer';
  if (kind === 'basic') return `Basic ${secrets.conceal('basic_credentials', `basic ${name}`)}`;
  if (kind === 'bearer') return `Bearer ${secrets.conceal('bearer_token', `bearer ${name}`)}`;
  return secrets.conceal('authorization', `${kind} ${name}`);
}
