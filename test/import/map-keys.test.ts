import assert from 'node:assert/strict';
import { areMapKeys } from '../../src/import/map-keys.ts';

describe('areMapKeys', () => {
  for (const names of [['b', 'a'], ['1', 'a'], ['0', '1', 'b'], ['01', '1.5'].toReversed(), ['constructor', 'toString'], []])
    it(`${JSON.stringify(names)} can be`, () => assert.ok(areMapKeys(names)));
  for (const names of [['a', '1'], ['2', '1'], ['a', 'a'], ['__proto__'], ['a', '']])
    it(`${JSON.stringify(names)} can not`, () => assert.ok(!areMapKeys(names)));
});
