import assert from 'node:assert/strict';
import { paint } from '../../src/report/styled.ts';
import { stageLines } from '../../src/report/terminal-stages.ts';
import { empty, held } from '../support/sample-analysis.ts';

const linesOf = (analysis: typeof held): string[] => paint(stageLines(analysis, 80), { width: 80, color: false });

describe('the stages on a terminal', () => {
  it('are a head, a line a stage and the whole run, the figures flush right under their heads', () => {
    const lines = linesOf(held);
    assert.deepEqual(
      lines.map((line) => line.trim().split(/ {2,}/)[0]),
      ['stage', 'baseline', 'doors', 'peak', 'recovery', 'whole run'],
    );
    assert.equal(new Set(lines.map((line) => line.trimEnd().length)).size, 1);
  });

  it('have no colour of the table library', () => {
    assert.ok(!linesOf(held).join('').includes('\u001B'));
  });

  it('need no line for the whole run where there is one stage', () => {
    assert.equal(linesOf({ ...held, stages: held.stages.slice(0, 1) }).length, 2);
  });

  it('say once why a percentile is missing', () => {
    const stages = held.stages.map((stage) => ({ ...stage, responseMs: { ...stage.responseMs, n: 57, p99: null } }));
    const lines = linesOf({ ...held, stages });
    assert.deepEqual(
      lines.filter((line) => line.includes('needs')),
      ['  – p99 needs 100 samples, there are 57'],
    );
  });

  it('cut a long name, never a figure', () => {
    const stages = held.stages.map((stage) => ({ ...stage, name: 'stage'.repeat(30) }));
    for (const line of linesOf({ ...held, stages }).slice(1, -1)) assert.match(line, /…  +\d+\/s  +\d+\/s .* \d+$/);
  });

  it('are nothing where nothing was measured', () => {
    assert.deepEqual(stageLines(empty, 80), []);
  });
});
