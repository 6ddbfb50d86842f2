import assert from 'node:assert/strict';
import { loadAssets } from '../src/report-assets.ts';

describe('what the HTML report carries inside', () => {
  it('is the chart library with its licence in front, read once', () => {
    const assets = loadAssets();
    assert.match(assets.uplotJs, /^\/\*! .*MIT License.*Copyright.*\*\/\n.*uPlot/s);
    assert.match(assets.uplotCss, /\.uplot/);
    assert.equal(loadAssets(), assets);
  });

  it('can stand in script and style elements', () => {
    const { uplotJs, uplotCss } = loadAssets();
    assert.doesNotMatch(uplotJs, /<\/script|<!--/i);
    assert.doesNotMatch(uplotCss, /<\/style/i);
  });
});
