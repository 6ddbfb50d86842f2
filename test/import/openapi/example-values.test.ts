import assert from 'node:assert/strict';
import { exampleOf } from '../../../src/import/openapi/example-values.ts';
import { hole } from '../../../src/import/hole.ts';
import type { Exemplified } from '../../../src/import/openapi/openapi-document.ts';

describe('exampleOf', () => {
  const given: [string, Exemplified, unknown][] = [
    ['its own', { example: 0, schema: { example: 1 } }, 0],
    ['the first named', { examples: { a: {}, b: { value: 'x' } } }, 'x'],
    ["its schema's", { schema: { type: 'integer', example: 7 } }, 7],
    ["its schema's first (3.1)", { schema: { type: ['string', 'null'], examples: ['x', 'y'] } }, 'x'],
    ['its default', { schema: { type: 'integer', default: 20 } }, 20],
    ['its only value', { schema: { const: 'x' } }, 'x'],
    ['the first of a choice', { schema: { enum: ['a', 'b'] } }, 'a'],
  ];
  for (const [what, holder, value] of given)
    it(`takes ${what}`, () => assert.deepEqual(exampleOf(holder, {}), { value, given: true, drawn: null }));

  const drawn: [object, string][] = [
    [{ type: 'integer' }, 'uniform(1, 100)'],
    [{ type: ['integer', 'null'] }, 'uniform(1, 100)'],
    [{ type: 'integer', minimum: 10 }, 'uniform(10, 109)'],
    [{ type: 'integer', maximum: 5 }, 'uniform(1, 5)'],
    [{ type: 'integer', maximum: -5 }, 'uniform(-5, -5)'],
    [{ type: 'integer', minimum: 1, maximum: 1_000_000 }, 'uniform(1, 100)'],
    [{ type: 'integer', minimum: 1, exclusiveMinimum: true, maximum: 3, exclusiveMaximum: true }, 'uniform(2, 2)'],
    [{ type: 'integer', exclusiveMinimum: 4, exclusiveMaximum: 7 }, 'uniform(5, 6)'],
    [{ type: 'integer', minimum: 9, maximum: 2 }, 'uniform(9, 9)'],
    [{ type: 'string', format: 'uuid' }, 'uuid'],
  ];
  for (const [schema, expression] of drawn)
    it(`draws for ${JSON.stringify(schema)}`, () =>
      assert.deepEqual(exampleOf({ schema } as Exemplified, {}), { value: hole(expression), given: false, drawn: expression }));

  it('makes one up from the schema, the same each time', () => {
    const schema = {
      type: 'object',
      properties: {
        id: { type: 'integer', readOnly: true },
        mail: { type: 'string', format: 'email' },
        at: { type: 'string', format: 'date-time' },
      },
    };
    const made = exampleOf({ schema }, {});
    assert.deepEqual(made, { value: { mail: 'user@example.com', at: '2019-08-24T14:15:22Z' }, given: false, drawn: null });
  });

  it('draws each UUID of a schema that has no example, at any depth', () => {
    const id = { type: 'string', format: 'uuid' };
    const drawn = hole('uuid');
    const rows: [object, unknown][] = [
      [
        { type: 'object', properties: { id, name: { type: 'string' } } },
        { id: drawn, name: 'string' },
      ],
      [{ type: 'object', properties: { id: { ...id, type: ['string', 'null'] } } }, { id: drawn }],
      [{ type: 'object', properties: { id: { format: 'uuid' } } }, { id: drawn }],
      [{ type: 'array', items: { type: 'object', properties: { id } } }, [{ id: drawn }]],
      [
        {
          allOf: [
            { type: 'object', properties: { a: id } },
            { type: 'object', properties: { b: id } },
          ],
        },
        { a: drawn, b: drawn },
      ],
      [{ oneOf: [{ type: 'object', properties: { id } }] }, { id: drawn }],
      [{ type: 'object', properties: { id: { ...id, example: 'u-1' } } }, { id: 'u-1' }],
      [{ type: 'object', properties: { id: { ...id, default: 'u-2' } } }, { id: 'u-2' }],
      [{ type: 'object', properties: { id: { ...id, enum: ['u-3'] } } }, { id: 'u-3' }],
      [
        { type: 'object', properties: { example: id, default: { type: 'object', properties: { enum: id } } } },
        { example: drawn, default: { enum: drawn } },
      ],
      [
        { type: 'object', properties: { meta: { type: 'object', example: { type: 'string', format: 'uuid' } } } },
        { meta: { type: 'string', format: 'uuid' } },
      ],
    ];
    for (const [schema, value] of rows) assert.deepEqual(exampleOf({ schema } as Exemplified, {}).value, value, JSON.stringify(schema));
  });

  it('draws the UUIDs of what is referred to', () => {
    const node = {
      type: 'object',
      properties: { id: { type: 'string', format: 'uuid' }, kid: { $ref: '#/components/schemas/T' } },
    };
    const { value } = exampleOf({ schema: { $ref: '#/components/schemas/T' } }, { components: { schemas: { T: node } } } as object);
    assert.equal((value as { id: unknown }).id, hole('uuid'));
  });

  it('follows what refers to itself, as far as it makes sense', () => {
    const document = {
      components: {
        schemas: { T: { type: 'object', properties: { name: { type: 'string', example: 'x' }, kid: { $ref: '#/components/schemas/T' } } } },
      },
    };
    const { value } = exampleOf({ schema: { $ref: '#/components/schemas/T' } }, document as object);
    assert.equal((value as { name: string }).name, 'x');
  });

  it('is nothing where nothing is said', () => assert.deepEqual(exampleOf({}, {}), { value: null, given: false, drawn: null }));
});
