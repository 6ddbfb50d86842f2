import assert from 'node:assert/strict';
import { analysisSchema } from '../../src/analysis/analysis.ts';
import { renderJson } from '../../src/report/json.ts';
import { samples } from '../support/sample-analysis.ts';

describe('report.json', () => {
  for (const [name, analysis] of Object.entries(samples))
    it(`${name}: reads back as the same analysis, and keeps to the schema`, () => {
      const text = renderJson(analysis);
      assert.deepEqual(JSON.parse(text), analysis);
      assert.deepEqual(analysisSchema.parse(JSON.parse(text)), analysis);
      assert.ok(text.endsWith('}\n'));
    });

  it('has one second of the series a line', () => {
    const held = samples['held']!;
    const lines = renderJson(held).split('\n');
    assert.equal(lines.filter((line) => /^    \{"tMs":\d+,.*\},?$/.test(line)).length, held.series.length);
  });

  it('is not fooled by text that looks like its own end', () => {
    const tricky = { ...samples['held']!, notes: ['"series": []\n}', '$& $1 $`'] };
    assert.deepEqual(JSON.parse(renderJson(tricky)), tricky);
  });
});
