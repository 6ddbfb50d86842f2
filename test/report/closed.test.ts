/** A closed model is labelled as one in every report, with its bias beside it; an open one is not spoken of. */
import assert from 'node:assert/strict';
import { renderAll } from '../../src/report/formats.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import type { Analysis } from '../../src/analysis/analysis.ts';
import { closedModel, held } from '../support/sample-analysis.ts';

describe('a closed model in reports', () => {
  const texts = (analysis: Analysis): Record<string, string> => ({
    ...renderAll(analysis, { uplotJs: '', uplotCss: '' }),
    terminal: renderTerminal(analysis, { color: false, width: 100, paths: [] }),
  });
  const [closed, open] = [texts(closedModel), texts(held)];

  for (const name of ['report.html', 'report.md', 'terminal'])
    it(`${name} says it and its bias`, () => {
      assert.match(closed[name] ?? '', /closed model[^:]/);
      assert.match(closed[name] ?? '', /closed model: each user waits/);
      assert.doesNotMatch(open[name] ?? '', /closed model/);
    });

  it('report.json has the model of every run', () => {
    const modelIn = (text: string | undefined): unknown => (JSON.parse(text ?? '') as Analysis).scenario.model;
    assert.deepEqual([modelIn(closed['report.json']), modelIn(open['report.json'])], ['closed', 'open']);
  });

  it('junit.xml has it as a property', () => {
    assert.match(closed['junit.xml'] ?? '', /<property name="model" value="closed"\/>/);
  });
});
