/** The parts of a multipart form from an example and its schema. No document holds a file, so that one is left out, or a text stands in. */
import { isMap } from '../../scenario/origins.ts';
import type { Part } from '../exchange.ts';
import type { Schema } from './openapi-document.ts';

export interface ExampleParts {
  readonly parts: readonly Part[];
  readonly comments: readonly string[];
}

/** `values` are the example's, by name. */
export function examplePartsOf(values: Readonly<Record<string, unknown>>, schema: Schema | undefined): ExampleParts {
  const { properties, required } = propertiesOf(schema);
  const comments: string[] = [];
  const parts = Object.entries(values).flatMap(([name, value]): Part[] => {
    const file = isFile(properties[name]);
    if (file && !required.includes(name)) {
      comments.push(`${name}: a file that may be missing was left out; to send one, write ${name}: {file: PATH}`);
      return [];
    }
    if (file) comments.push(`${name}: a text stands in for a file; write ${name}: {file: PATH}`);
    // A list is as many parts (OpenAPI 3.1, 4.8.15).
    return [value].flat().map((item) => partOf(name, item));
  });
  return { parts, comments };
}

function partOf(name: string, value: unknown): Part {
  if (typeof value === 'object' && value !== null) return { name, text: JSON.stringify(value), type: 'application/json' };
  return { name, text: String(value ?? ''), type: null };
}

function propertiesOf(schema: unknown): { readonly properties: Readonly<Record<string, unknown>>; readonly required: readonly unknown[] } {
  if (!isMap(schema)) return { properties: {}, required: [] };
  const { properties, required, allOf } = schema;
  const all = (Array.isArray(allOf) ? allOf : []).map(propertiesOf);
  return {
    properties: Object.assign({}, ...all.map((one) => one.properties), isMap(properties) ? properties : {}) as Record<string, unknown>,
    required: [...all.flatMap((one) => one.required), ...(Array.isArray(required) ? required : [])],
  };
}

/** `format: binary` in 3.0, a type of its own content in 3.1. */
function isFile(schema: unknown): boolean {
  if (!isMap(schema)) return false;
  return schema['format'] === 'binary' || schema['contentMediaType'] !== undefined || isFile(schema['items']);
}
