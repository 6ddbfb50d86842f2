import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { query, type JsonValue } from 'jsonpath-rfc9535';
import { compileJsonPath } from '../../../../src/run/load/visit/json-path.ts';

describe('compileJsonPath', () => {
  it('agrees with the library on any document', () => {
    const path = fc.array(
      fc.oneof(fc.constantFrom('.a', '.b', '[0]', '[1]', '.length', '.toString'), fc.constantFrom("['a']", '[-1]', '[*]', '..b')),
      { maxLength: 4 },
    );
    const document = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.integer(),
        fc.constant(null),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom('a', 'b'), tie('value')),
      ),
    })).value as fc.Arbitrary<JsonValue>;
    fc.assert(
      fc.property(document, path, (value, segments) => {
        const expression = `$${segments.join('')}`;
        assert.deepEqual(compileJsonPath(expression)(value), query(value, expression)[0], expression);
      }),
    );
  });

  it('refuses what is no path when it is compiled', () => {
    assert.throws(() => compileJsonPath('orderId'));
    assert.throws(() => compileJsonPath('$.['));
  });
});
