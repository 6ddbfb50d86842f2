/** A schema whose UUIDs are drawn: the sampler knows only one, which every visit would send again. */
import { isMap, type Raw } from '../../scenario/origins.ts';
import { hole } from '../hole.ts';
import type { OpenApiDocument } from './openapi-document.ts';

const ofOne = ['items', 'additionalProperties', 'not', 'if', 'then', 'else'];
const ofSeveral = ['allOf', 'oneOf', 'anyOf', 'prefixItems'];
const ofNamed = ['properties', 'patternProperties'];

/** Where a schema gives a value. */
const givenKeys = ['example', 'examples', 'default', 'const', 'enum'];

/** What was made of a part already: references are resolved, so that one schema stands in many places. */
const made = new WeakMap<object, object>();

/** The schema with a drawn example at each UUID that has none. What still is a reference is drawn by drawnDocument. */
export function drawnSchema(schema: unknown): unknown {
  if (!isMap(schema)) return schema;
  return (
    made.get(schema) ??
    fill(schema, (key, value) => {
      if (ofOne.includes(key)) return drawnSchema(value);
      if (ofSeveral.includes(key) && Array.isArray(value)) return value.map(drawnSchema);
      return ofNamed.includes(key) && isMap(value) ? drawnSchemas(value) : value;
    })
  );
}

/** The document with its own schemas drawn: what goes in circles still refers to them. */
export function drawnDocument(document: OpenApiDocument): OpenApiDocument {
  const known = made.get(document);
  if (known !== undefined) return known;
  const { components } = document;
  const drawn =
    components?.schemas === undefined
      ? document
      : { ...document, components: { ...components, schemas: drawnSchemas(components.schemas) } };
  made.set(document, drawn);
  return drawn;
}

export function isUuid({ type, format }: Readonly<Record<string, unknown>>): boolean {
  return format === 'uuid' && (type === undefined || [type].flat().includes('string'));
}

function drawnSchemas(schemas: Raw): Raw {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, drawnSchema(schema)]));
}

/** Known before it is full, so that a circle ends. */
function fill(schema: Raw, draw: (key: string, value: unknown) => unknown): Raw {
  const copy: Record<string, unknown> = {};
  made.set(schema, copy);
  for (const [key, value] of Object.entries(schema)) copy[key] = draw(key, value);
  if (isUuid(schema) && givenKeys.every((key) => schema[key] === undefined)) copy['example'] = hole('uuid');
  return copy;
}
