import assert from 'node:assert/strict';
import { Flags, Parser } from '@oclif/core';
import { flagMistake } from '../src/flag-mistake.ts';

const flags = {
  port: Flags.integer({ min: 0, max: 65_535 }),
  stale: Flags.boolean({ dependsOn: ['toxiproxy'] }),
  toxiproxy: Flags.string(),
  force: Flags.boolean({ dependsOn: ['stale'] }),
  print: Flags.boolean({ exclusive: ['port'] }),
  out: Flags.directory({ exists: true }),
};

describe('a mistake in a flag', () => {
  for (const [argv, sentence] of [
    [['--port', 'abc'], /^--port: expected an integer, got abc$/],
    [['--port', ''], /^--port: expected an integer, got nothing$/],
    [['--port', '99999'], /^--port: expected an integer less than or equal to 65535, got 99999$/],
    [['--out', '/no/such/folder'], /^--out: No directory found at \/no\/such\/folder$/],
    [['--force'], /^--force needs --stale$/],
    [['--force', '--stale'], /^--stale needs --toxiproxy$/],
    [['--print', '--port', '1'], /^--port=1 cannot also be provided when using --print$/],
    [['--nope'], /^Nonexistent flag: --nope$/],
  ] as const)
    it(`${argv.join(' ')} is told in one line`, async () => {
      await assert.rejects(Parser.parse([...argv], { flags, strict: true }), (error: Error) => {
        assert.match(flagMistake(error.message), sentence);
        return true;
      });
    });
});
