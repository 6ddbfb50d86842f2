import assert from 'node:assert/strict';
import { hole } from '../../../src/import/hole.ts';
import { drawnDocument, drawnSchema } from '../../../src/import/openapi/drawn-schema.ts';

describe('drawnSchema', () => {
  const uuid = { type: 'string', format: 'uuid' };
  const drawn = { ...uuid, example: hole('uuid') };

  it('changes what holds a UUID, and nothing that it was given', () => {
    const schema = { type: 'object', properties: { id: uuid, ids: { type: 'array', items: uuid } }, example: uuid };
    const before = JSON.stringify(schema);
    assert.deepEqual(drawnSchema(schema), {
      type: 'object',
      properties: { id: drawn, ids: { type: 'array', items: drawn } },
      example: uuid,
    });
    assert.equal(JSON.stringify(schema), before);
  });

  it('leaves a UUID that is given, and a number of that format', () => {
    for (const schema of [
      { ...uuid, const: 'u' },
      { ...uuid, examples: ['u'] },
      { type: 'integer', format: 'uuid' },
    ])
      assert.deepEqual(drawnSchema(schema), schema);
  });

  it('walks once through what is referred to from many places', () => {
    let schema: object = uuid;
    for (let depth = 0; depth < 60; depth += 1) schema = { type: 'object', properties: { a: schema, b: schema } };
    let at = drawnSchema(schema) as { properties?: { a: object; b: object } };
    for (; at.properties; at = at.properties.b as typeof at) assert.equal(at.properties.a, at.properties.b);
    assert.deepEqual(at, drawn);
  });

  it('goes through the schemas of a document, once', () => {
    const document = { components: { schemas: { T: { properties: { id: uuid } } } } };
    assert.deepEqual(drawnDocument(document), { components: { schemas: { T: { properties: { id: drawn } } } } });
    assert.equal(drawnDocument(document), drawnDocument(document));
  });
});
