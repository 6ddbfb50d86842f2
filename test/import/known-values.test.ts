import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { knownValues } from '../../src/import/known-values.ts';

function replaced(text: string, ...values: string[]): string {
  const known = knownValues();
  for (const value of values) known.add({ field: 'x', value });
  return known.replaceIn(text, ({ value }, dollars) => `<${dollars}${values.indexOf(value)}>`);
}

describe('knownValues', () => {
  it('are found wherever they stand, from twelve characters on in the middle of a word', () => {
    assert.equal(replaced('a-abcdef b', 'abcdef'), 'a-<0> b');
    assert.equal(replaced('xabcdef abcdefx', 'abcdef'), 'xabcdef abcdefx');
    assert.equal(replaced('xabcdefghijklx', 'abcdefghijkl'), 'x<0>x');
    assert.equal(replaced('abcde', 'abcde'), 'abcde', 'too short to be told from a word');
  });

  it('the longest that begins at a place is taken', () =>
    assert.equal(replaced('token-one-and-more token-one', 'token-one', 'token-one-and-more'), '<1> <0>'));

  it('dollar signs before one go with it', () => assert.equal(replaced('$$secret-1 $ secret-1', 'secret-1'), '<$$0> $ <0>'));

  it('leave no occurrence of a long value, and everything else as it was', () => {
    const part = fc.string({ unit: fc.constantFrom('a', 'b', '-', '$', ' ', '%', 'é'), maxLength: 6 });
    const value = part.map((text) => `q${text}0123456789z`);
    fc.assert(
      fc.property(fc.array(part, { maxLength: 5 }), value, (parts, secret) => {
        const text = parts.join(secret);
        const result = replaced(text, secret);
        assert.ok(!result.includes(secret));
        assert.equal(
          result.replaceAll(/<(\$*)0>/g, (_, dollars: string) => `${dollars}${secret}`),
          text,
        );
      }),
    );
  });
});
