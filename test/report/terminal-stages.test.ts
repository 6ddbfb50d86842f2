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

  it('rate the whole run over the time it had, and say which stages it never came to', () => {
    const [baseline, doors, ...never] = held.stages;
    assert.ok(baseline && doors);
    const stages = [baseline, doors, ...never.map((stage) => ({ ...stage, intended: 0, offeredPerSecond: null, goodputPerSecond: null }))];
    const lines = linesOf({ ...held, stages, totals: { ...held.totals, offeredPerSecond: 140 } });
    assert.deepEqual(
      lines.map((line) => line.trim().split(/ {2,}/)[0]),
      ['stage', 'baseline', 'doors', 'whole run', '– never reached: peak, recovery'],
    );
    assert.match(lines[3] ?? '', /whole run +140\/s/);
  });

  describe('of a target that sheds', () => {
    const shedding = (shed: number): typeof held => ({
      ...held,
      stages: held.stages.map((stage) => (stage.name === 'peak' ? { ...stage, shed } : stage)),
      totals: { ...held.totals, shed },
    });

    it('count it beside what was degraded', () => {
      const lines = linesOf(shedding(1_204));
      assert.deepEqual(
        lines.map((line) => line.split(/ {2,}/).slice(-2)),
        [
          ['degraded', 'shed'],
          ['0', '0'],
          ['0', '0'],
          ['510', '1,204'],
          ['0', '0'],
          ['510', '1,204'],
        ],
      );
      for (const line of lines) assert.ok(line.length <= 80, line);
    });

    it('say it below the table where there is no room for a column', () => {
      const lines = paint(stageLines(shedding(1_204), 70), { width: 70, color: false });
      assert.ok(!lines[0]?.includes('shed'));
      assert.equal(lines.at(-1), '  – shed: peak 1,204, whole run 1,204');
    });

    it('have nothing of it elsewhere', () => assert.ok(!linesOf(held).join().includes('shed')));
  });

  it('are nothing where nothing was measured', () => {
    assert.deepEqual(stageLines(empty, 80), []);
  });
});
