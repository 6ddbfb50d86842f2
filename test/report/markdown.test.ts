import assert from 'node:assert/strict';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { assertGolden } from '../support/golden.ts';
import { held, hostile, samples } from '../support/sample-analysis.ts';

/** Bars that part cells: those that no backslash stands before. */
const cells = (line: string): number => line.split(/(?<!\\)(?:\\\\)*\|/).length;

describe('report.md', () => {
  for (const name of ['held', 'breached', 'inconclusive'])
    it(`${name} is as it was`, () => {
      assertGolden(`report/${name}.md`, renderMarkdown(samples[name]!));
    });

  for (const [name, analysis] of Object.entries(samples))
    it(`${name}: the verdict comes first, every table row has as many cells as its head, and there is no HTML but line breaks`, () => {
      const text = renderMarkdown(analysis);
      assert.match(text, /^## [✓✗?] (PASS|FAIL|INCONCLUSIVE|ABORTED): /);
      let columns: number | null = null;
      for (const line of text.split('\n')) {
        if (!line.startsWith('|')) {
          columns = null;
          continue;
        }
        columns ??= cells(line);
        assert.equal(cells(line), columns, line);
      }
      assert.doesNotMatch(text.replaceAll('<br>', ''), /<\/?[a-z!]/i);
      assert.doesNotMatch(text, /undefined|NaN|\[object/);
      assert.ok(Buffer.byteLength(text) < 100_000);
    });

  it('counts what was shed beside what was degraded, and names the stages that were never reached', () => {
    const stages = held.stages.map((stage) => {
      if (stage.name === 'recovery') return { ...stage, offeredPerSecond: null };
      return stage.name === 'peak' ? { ...stage, shed: 1_204 } : stage;
    });
    const text = renderMarkdown({ ...held, stages });
    assert.match(text, /\| errors \| degraded \| shed \|/);
    assert.match(text, /^\| peak .* \| 510 \| 1,204 \|$/m);
    assert.match(text, /^never reached: recovery\.$/m);
    assert.doesNotMatch(text, /^\| recovery /m);
    assert.doesNotMatch(renderMarkdown(held), /shed|never reached/);
  });

  it('mentions nobody on GitHub, and keeps code spans closed', () => {
    assert.doesNotMatch(renderMarkdown(hostile), /@someone/);
    const tricky = renderMarkdown({ ...held, scenario: { ...held.scenario, environment: 'a`b' } });
    assert.match(tricky, /Again: `chaos spike scenario\.yaml --seed 1 --env 'a'b'` · plan/);
  });

  it('stays short: a long table says how many rows are left', () => {
    const [stage] = held.stages;
    assert.ok(stage);
    const long = { ...held, stages: Array.from({ length: 44 }, (_, index) => ({ ...stage, name: `stage-${index}` })) };
    assert.match(renderMarkdown(long), /… and 14 more: see report\.html\./);
  });
});
