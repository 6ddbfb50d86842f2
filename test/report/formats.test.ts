import assert from 'node:assert/strict';
import { loadAssets } from '../../src/report-assets.ts';
import { formats, renderAll } from '../../src/report/formats.ts';
import { held } from '../support/sample-analysis.ts';

describe('the shelf of reports', () => {
  it('renders every file that a run directory promises, each the same as by itself', () => {
    const assets = loadAssets();
    const all = renderAll(held, assets);
    assert.deepEqual(Object.keys(all), ['report.html', 'report.md', 'report.json', 'junit.xml']);
    for (const [name, render] of Object.entries(formats)) assert.equal(all[name as keyof typeof all], render(held, assets));
  });

  it('is pure: the same analysis gives the same bytes, and is left as it was', () => {
    const before = structuredClone(held);
    assert.deepEqual(renderAll(held, loadAssets()), renderAll(held, loadAssets()));
    assert.deepEqual(held, before);
  });
});
