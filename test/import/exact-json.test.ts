import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { hasRawNumber, parseExact } from '../../src/import/exact-json.ts';

describe('parseExact', () => {
  for (const text of ['12345678901234567890', '1.0', '1e3', '-0', '0.1000', '{"a":[1.50,{"b":9007199254740993}]}']) {
    it(`keeps every digit of ${text}`, () => {
      const value = parseExact(text);
      assert.equal(JSON.stringify(value), text);
      assert.ok(hasRawNumber(value));
    });
  }

  it('is JSON.parse for numbers that JavaScript writes alike', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const canonical = JSON.stringify(JSON.parse(text));
        assert.equal(JSON.stringify(parseExact(canonical)), canonical);
      }),
    );
    assert.equal(hasRawNumber(parseExact('{"a":[1,2.5,"3.0",null]}')), false);
  });

  it('gives nothing for what is not JSON', () => assert.equal(parseExact('a=b'), undefined));
});
