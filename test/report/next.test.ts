import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { exitCode } from '../../src/exit-codes.ts';
import { nextStep, reproduceCommand, shellWord } from '../../src/report/next.ts';
import { aborted, breached, empty, held, inconclusive, loadOnly } from '../support/sample-analysis.ts';

describe('what to do next', () => {
  for (const [why, analysis, wanted] of [
    ['it held', held, /make it harder/],
    ['it held without a fault', loadOnly, /make it harder: a higher rate, or a fault$/],
    ['it was breached', breached, /report\.html.*chaos report 20261127-020100-k3f/],
    ['it was aborted', aborted, /report\.html/],
    ['it was interrupted', empty, /run it again/],
    ['the generator was saturated', inconclusive, /lower the rate/],
    ['a fault did not bite', { ...inconclusive, generator: held.generator }, /crosses the link/],
    ['something is left behind', { ...breached, exitCode: exitCode.rollbackIncomplete }, /^chaos recover/],
    ['the environment was not fit', { ...inconclusive, exitCode: exitCode.notReady }, /^chaos doctor/],
    ['the tool has a bug', { ...inconclusive, exitCode: exitCode.bug }, /events\.ndjson/],
  ] as const)
    it(`when ${why}`, () => {
      assert.match(nextStep(analysis), wanted);
    });

  it('is the same run again, with its seed and environment', () => {
    assert.equal(reproduceCommand(held), 'chaos spike scenario.yaml --seed 1');
    const elsewhere = { ...held, scenario: { ...held.scenario, environment: "it's; rm -rf $HOME" } };
    assert.equal(reproduceCommand(elsewhere), "chaos spike scenario.yaml --seed 1 --env 'it'\\''s; rm -rf $HOME'");
  });

  it('is quoted so that a shell gives the word back, whatever it holds', () => {
    const words = fc.sample(
      fc.string({ unit: fc.constantFrom('a', ' ', "'", '"', '$', '`', '\\', ';', '*', '!', '~', '(', '&', '|', '\t', 'é') }),
      60,
    );
    const said = execFileSync('sh', ['-c', `printf '%s\\n' ${words.map((word) => shellWord(word) || "''").join(' ')}`], {
      encoding: 'utf8',
    });
    assert.equal(said, words.map((word) => `${word}\n`).join(''));
  });
});
