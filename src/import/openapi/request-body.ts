/** An example of a request's body, in the first of its media types that can be written down. */
import { isFormType, isJsonType, mediaType, type Body, type Header } from '../exchange.ts';
import { isMap } from '../../scenario/origins.ts';
import { examplePartsOf } from './example-parts.ts';
import { exampleOf } from './example-values.ts';
import type { MediaType, OpenApiDocument, Operation } from './openapi-document.ts';

export type ExampleBody = { readonly body: Body | null; readonly comments: readonly string[] } | { readonly cannot: string };

export function exampleBody({ requestBody }: Operation, document: OpenApiDocument): ExampleBody {
  const content = Object.entries(requestBody?.content ?? {});
  const [type, media] =
    content.find(([name]) => isJsonType(name)) ??
    content.find(([name]) => isFormType(name)) ??
    content.find(([name, one]) => isMultipart(name) && hasParts(one, document)) ??
    content.find(([, one]) => hasText(one, document)) ??
    [];
  if (type !== undefined && media !== undefined) return written(type, media, document);
  if (content.length === 0 || requestBody?.required !== true) return { body: null, comments: [] };
  return { cannot: `${content[0]?.[0] ?? 'its'} bodies without an example as text` };
}

function written(type: string, media: MediaType, document: OpenApiDocument): ExampleBody {
  const { value, given } = exampleOf(media, document);
  const comments = given || isExemplified(media) ? [] : ['body: the document has no example; this one only fits its schema'];
  if (isJsonType(type)) return { body: { type: type.includes('*') ? 'application/json' : type, text: JSON.stringify(value) }, comments };
  if (isMultipart(type) && isMap(value)) {
    const made = examplePartsOf(value, media.schema);
    return { body: { parts: made.parts }, comments: [...comments, ...made.comments] };
  }
  if (!isFormType(type) || !isMap(value))
    return { body: { type, text: typeof value === 'string' ? value : JSON.stringify(value) }, comments };
  const fields = Object.entries(value).flatMap(([key, item]) => [item].flat().map((one): Header => [key, plain(one)]));
  return { body: { type, fields }, comments };
}

/** Examples at the properties make an example of the whole. */
function isExemplified({ schema }: MediaType): boolean {
  const properties = schema?.['properties'];
  return (
    isMap(properties) &&
    Object.values(properties).every(
      (property) => isMap(property) && ['example', 'examples', 'default', 'enum', 'const'].some((key) => property[key] !== undefined),
    )
  );
}

function isMultipart(type: string): boolean {
  return mediaType(type) === 'multipart/form-data';
}

function hasParts(media: MediaType, document: OpenApiDocument): boolean {
  const { value } = exampleOf(media, document);
  return isMap(value) && examplePartsOf(value, media.schema).parts.length > 0;
}

/** XML and the like: only where the document itself says how it looks. */
function hasText(media: MediaType, document: OpenApiDocument): boolean {
  const { value, given } = exampleOf(media, document);
  return given && typeof value === 'string';
}

function plain(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '');
}
