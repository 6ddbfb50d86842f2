import assert from 'node:assert/strict';
import { examplePartsOf } from '../../../src/import/openapi/example-parts.ts';

describe('examplePartsOf', () => {
  it('writes texts as they are, lists as several parts, maps as JSON', () =>
    assert.deepEqual(examplePartsOf({ a: 'x & y', n: 1, list: ['b', 2], map: { c: null }, none: null }, undefined), {
      parts: [
        { name: 'a', text: 'x & y', type: null },
        { name: 'n', text: '1', type: null },
        { name: 'list', text: 'b', type: null },
        { name: 'list', text: '2', type: null },
        { name: 'map', text: '{"c":null}', type: 'application/json' },
        { name: 'none', text: '', type: null },
      ],
      comments: [],
    }));

  const file = { type: 'string', format: 'binary' };
  for (const [what, schema] of Object.entries({
    'in 3.0': file,
    'in 3.1': { type: 'string', contentMediaType: 'image/png' },
    'in a list': { type: 'array', items: file },
  }))
    it(`knows a file ${what}`, () => {
      const optional = examplePartsOf({ f: 'string' }, { properties: { f: schema } });
      assert.deepEqual([optional.parts, optional.comments.length], [[], 1]);
      const required = examplePartsOf({ f: 'string' }, { allOf: [{ properties: { f: schema } }, { required: ['f'] }] });
      assert.deepEqual(required, {
        parts: [{ name: 'f', text: 'string', type: null }],
        comments: ['f: a text stands in for a file; write f: {file: PATH}'],
      });
    });
});
