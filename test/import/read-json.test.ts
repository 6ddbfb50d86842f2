import assert from 'node:assert/strict';
import { z } from 'zod';
import { at, ChaosError } from '../../src/errors.ts';
import { readJson } from '../../src/import/read-json.ts';

const schema = z.object({ log: z.object({ entries: z.array(z.object({ url: z.string() })) }) });

function mistakes(text: string): string[] {
  try {
    readJson(text, 'x.json', schema, { what: 'a recording', hint: 'record one' });
  } catch (error) {
    assert.ok(error instanceof ChaosError);
    const shown = [{ message: error.message, where: error.where }, ...error.problems];
    return shown.map(({ message, where }) => (where ? `${at(where)} ${message}` : message));
  }
  return [];
}

describe('readJson', () => {
  it('reads what fits', () => assert.deepEqual(mistakes('{"log":{"entries":[{"url":"/"}]}}'), []));

  for (const [text, place] of [
    ['{"a": x', '1:7'],
    ['{"a": 1,}', '1:9'],
    ['{\n  "a" 1}', '2:7'],
    ['[1, tru', '1:8'],
    ['hello', '1:1'],
    ['{"a":"b', '1:8'],
  ] as const)
    it(`says where ${JSON.stringify(text)} stops being JSON`, () => {
      assert.deepEqual(mistakes(text), [`x.json:${place} x.json is not JSON, so it is not a recording`]);
    });

  it('says of each mistake where it stands, what was expected and what stands there, and repeats no text', () => {
    assert.deepEqual(mistakes('{\n "log": {"entries": [\n  {"url": 3},\n  {},\n  "my secret"\n]}}'), [
      'x.json is not a recording',
      'x.json:3:11 log.entries[0].url: expected text, got the number 3',
      'x.json:4:3 log.entries[1].url: is missing',
      'x.json:5:3 log.entries[2]: expected a map, got text',
    ]);
  });
});
