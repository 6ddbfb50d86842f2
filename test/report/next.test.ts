import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { exitCode } from '../../src/exit-codes.ts';
import { nextStep, reproduceCommand, shellWord } from '../../src/report/next.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
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

  it('names the folder that the run was written to', () => {
    const folder = "/ci/it's out/20261127-020100-k3f";
    assert.match(nextStep({ ...held, exitCode: exitCode.bug }, folder), /with '\/ci\/it'\\''s out\/20261127-020100-k3f\/events\.ndjson'$/);
    assert.match(nextStep(breached, folder), /chaos report '\/ci\/it'\\''s out\/20261127-020100-k3f'\)$/);
    assert.match(nextStep(breached, 'reports/20261127-020100-k3f'), /chaos report 20261127-020100-k3f\)$/);
    const shown = (paths: readonly string[]): string => renderTerminal(breached, { color: false, width: Infinity, paths });
    const elsewhere = shown(['out/20261127-020100-k3f/report.html']);
    assert.match(elsewhere, /chaos report out\/20261127-020100-k3f\)$/);
    assert.match(elsewhere, /chaos report out\/20261127-020100-k3f --failed 10$/m);
    assert.match(shown([]), /chaos report 20261127-020100-k3f\)$/);
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
