import assert from 'node:assert/strict';
import type { Parameter } from '../../../src/import/openapi/openapi-document.ts';
import { placeParameters } from '../../../src/import/openapi/parameters.ts';

function placed(parameter: Partial<Parameter> & Pick<Parameter, 'in'>, path = '/a'): string {
  const { path: written, query, headers, cookies } = placeParameters(path, [{ name: 'p', required: true, ...parameter } as Parameter], {});
  return [
    written,
    ...query.map((pair) => `?${pair}`),
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...cookies.map((pair) => `cookie ${pair}`),
  ].join(' ');
}

describe('placeParameters', () => {
  const list = { example: ['a b', 'c'] };
  const map = { example: { x: 1, y: 'z&' } };
  const rows: [string, Parameter['in'], Partial<Parameter>, string, string?][] = [
    ['a text in a path', 'path', { example: 'a/b c' }, '/a/a%2Fb%20c', '/a/{p}'],
    ['a list in a path', 'path', list, '/a/a%20b,c', '/a/{p}'],
    ['a map in a path', 'path', map, '/a/x,1,y,z%26', '/a/{p}'],
    ['a map in a path, exploded', 'path', { ...map, explode: true }, '/a/x=1,y=z%26', '/a/{p}'],
    ['a text in a query', 'query', { example: 'x&y' }, '/a ?p=x%26y'],
    ['a list in a query', 'query', list, '/a ?p=a%20b ?p=c'],
    ['a list in a query, in one', 'query', { ...list, explode: false }, '/a ?p=a%20b,c'],
    ['a list between pipes', 'query', { ...list, style: 'pipeDelimited' }, '/a ?p=a%20b%7Cc'],
    ['a map in a query', 'query', map, '/a ?x=1 ?y=z%26'],
    ['a deep map', 'query', { ...map, style: 'deepObject', explode: true }, '/a ?p%5Bx%5D=1 ?p%5By%5D=z%26'],
    ['JSON in a query', 'query', { content: { 'application/json': { example: { a: 1 } } } }, '/a ?p=%7B%22a%22%3A1%7D'],
    [
      'a UUID within JSON in a query',
      'query',
      { content: { 'application/json': { schema: { type: 'object', properties: { id: { type: 'string', format: 'uuid' } } } } } },
      '/a ?p=%7B%22id%22%3A%22\u{E000}uuid\u{E001}%22%7D',
    ],
    ['a header', 'header', { example: 'x' }, '/a p: x'],
    ['a cookie', 'cookie', { example: 'x y' }, '/a cookie p=x%20y'],
    ['a header that a security scheme or the body says', 'header', { name: 'Authorization', example: 'x' }, '/a'],
    ['an optional one without an example', 'query', { required: false, schema: { type: 'string' } }, '/a'],
    ['an optional one with an example', 'query', { required: false, example: 1 }, '/a ?p=1'],
    ['a dollar sign before a drawn number', 'path', { schema: { type: 'integer' } }, '/a$\u{E000}uniform(1, 100)\u{E001}', '/a${p}'],
  ];
  for (const [what, where, parameter, expected, path] of rows)
    it(`writes ${what}`, () => assert.equal(placed({ in: where, ...parameter }, path), expected));

  it('fills what the document forgot to describe', () => assert.equal(placeParameters('/a/{gone}', [], {}).path, '/a/1'));

  it('says what was made up', () => {
    const parameters: Parameter[] = [
      { name: 'id', in: 'path', required: true, schema: { type: 'integer' } },
      { name: 'q', in: 'query', required: true, schema: { type: 'string' } },
      { name: 'ok', in: 'query', example: 1 },
    ];
    assert.deepEqual(placeParameters('/{id}', parameters, {}).comments, [
      'id: no example in the document, so each visit draws one',
      'q: the document has no example; this one only fits its schema',
    ]);
  });
});
