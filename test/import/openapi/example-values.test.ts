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
