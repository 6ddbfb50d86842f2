import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceSection } from '../../bench/section.ts';
import { root } from '../support/cli.ts';

describe('section of a page', () => {
  const page = '# A\n\n<!-- one begins -->\nold\n<!-- one ends -->\n\n<!-- two begins -->\nother\n<!-- two ends -->\nafter\n';

  it('is what stands between its own markers, again and again', () => {
    const once = replaceSection(page, 'one', 'new $1');
    assert.equal(
      once,
      page.replace('old', () => 'new $1'),
    );
    assert.equal(replaceSection(once, 'one', 'new $1'), once);
    assert.equal(replaceSection(page, 'two', 'x'), page.replace('other', 'x'));
  });

  it('is missing in a page without them', () => assert.throws(() => replaceSection('# A\n', 'one', 'new'), /one begins/));

  for (const bench of ['bench:load', 'bench:proxy']) {
    it(`of ${bench} is in the page of benchmarks`, () => {
      const text = readFileSync(join(root, 'docs/benchmarks.md'), 'utf8');
      assert.ok(replaceSection(text, bench, 'x').includes('\nx\n'));
    });
  }
});
