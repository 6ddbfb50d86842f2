/** Parameters in their places, written as their style says (OpenAPI 3.1, 4.8.12). */
import type { Header } from '../exchange.ts';
import { hole, mapText } from '../hole.ts';
import { isMap } from '../../scenario/origins.ts';
import { exampleOf, type ExampleValue } from './example-values.ts';
import type { OpenApiDocument, Parameter } from './openapi-document.ts';

export interface Placed {
  /** With its parameters in it, encoded. */
  readonly path: string;
  readonly query: readonly string[];
  readonly headers: readonly Header[];
  readonly cookies: readonly string[];
  /** What was made up for want of an example. */
  readonly comments: readonly string[];
}

/** Required ones, and others that have an example: an optional one without is left to the target. */
export function placeParameters(path: string, parameters: readonly Parameter[], document: OpenApiDocument): Placed {
  const query: string[] = [];
  const headers: Header[] = [];
  const cookies: string[] = [];
  const comments: string[] = [];
  const values = new Map<string, string>();
  for (const parameter of parameters) {
    const content = Object.values(parameter.content ?? {})[0];
    const example = exampleOf(content ?? parameter, document);
    if (parameter.in !== 'path' && parameter.required !== true && !example.given) continue;
    const value = content === undefined ? example.value : JSON.stringify(example.value);
    comments.push(...commentOn(parameter, example));
    if (parameter.in === 'path') values.set(parameter.name, listed(value, ',', parameter.explode ?? false));
    else if (parameter.in === 'query') query.push(...queryPairs(parameter, value));
    // Named by its security scheme or by the body, never here.
    else if (parameter.in === 'header' && !/^(accept|content-type|authorization)$/i.test(parameter.name))
      headers.push([parameter.name, plain(value)]);
    else if (parameter.in === 'cookie') cookies.push(`${parameter.name}=${encoded(value)}`);
  }
  const filled = path.replaceAll(/\{([^{}]+)\}/g, (_, name: string) => values.get(name) ?? '1');
  return { path: filled, query, headers, cookies, comments };
}

function commentOn({ name }: Parameter, { given, drawn }: ExampleValue): string[] {
  if (given) return [];
  return [
    drawn === null
      ? `${name}: the document has no example; this one only fits its schema`
      : `${name}: no example in the document, so each visit draws one`,
  ];
}

function queryPairs({ name, style = 'form', explode = style === 'form' }: Parameter, value: unknown): string[] {
  const key = encodeURIComponent(name);
  if (Array.isArray(value)) {
    if (explode) return value.map((item) => `${key}=${encoded(item)}`);
    const separator = style === 'spaceDelimited' ? '%20' : style === 'pipeDelimited' ? '%7C' : ',';
    return [`${key}=${value.map(encoded).join(separator)}`];
  }
  if (!isMap(value)) return [`${key}=${encoded(value)}`];
  const entries = Object.entries(value);
  if (style === 'deepObject') return entries.map(([property, item]) => `${key}%5B${encodeURIComponent(property)}%5D=${encoded(item)}`);
  if (explode) return entries.map(([property, item]) => `${encodeURIComponent(property)}=${encoded(item)}`);
  return [`${key}=${entries.flatMap(([property, item]) => [encodeURIComponent(property), encoded(item)]).join(',')}`];
}

/** Style simple, as paths have it. */
function listed(value: unknown, separator: string, explode: boolean): string {
  if (Array.isArray(value)) return value.map(encoded).join(separator);
  if (!isMap(value)) return encoded(value);
  return Object.entries(value)
    .map(([key, item]) => `${encodeURIComponent(key)}${explode ? '=' : separator}${encoded(item)}`)
    .join(separator);
}

function encoded(value: unknown): string {
  const text = plain(value);
  return mapText(text, hole, encodeURIComponent);
}

function plain(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
