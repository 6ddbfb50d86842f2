import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { encodeFloat32, encodeString } from '../../../src/proxy/json/encode.ts';

describe('JSON pieces', () => {
  it('writes 32-bit floats with as few digits as bring them back', () => {
    assert.equal(encodeFloat32(0.1), '0.1');
    assert.equal(encodeFloat32(0.123456789), '0.12345679');
    assert.equal(encodeFloat32(16_777_217), '16777216');
    assert.equal(encodeFloat32(1e30), '1e+30');
    assert.equal(encodeFloat32(-0), '-0');
    fc.assert(
      fc.property(
        fc.float({ noNaN: true, noDefaultInfinity: true }),
        (value) => Math.fround(Number(encodeFloat32(value))) === value || value === 0,
      ),
    );
  });

  it('escapes what is special in HTML', () => {
    assert.equal(encodeString('<a&b>\u2028"é'), '"\\u003ca\\u0026b\\u003e\\u2028\\"é"');
    fc.assert(fc.property(fc.string(), (text) => JSON.parse(encodeString(text)) === text));
  });
});
