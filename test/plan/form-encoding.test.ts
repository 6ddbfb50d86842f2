import assert from 'node:assert/strict';
import { formEncoded } from '../../src/plan/form-encoding.ts';

describe('formEncoded', () => {
  for (const [text, encoded] of [
    ['a b', 'a+b'],
    ['a+b&c=d%', 'a%2Bb%26c%3Dd%25'],
    ["*-._~'()!", '*-._%7E%27%28%29%21'],
    ['é😀\n', '%C3%A9%F0%9F%98%80%0A'],
    ['', ''],
  ] as const)
    it(`writes ${JSON.stringify(text)}`, () => assert.equal(formEncoded(text), encoded));
});
