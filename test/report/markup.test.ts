import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { Markup, markup, raw } from '../../src/report/markup.ts';

describe('markup by template', () => {
  it('escapes whatever is put in, as text and in a quoted attribute', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const made = markup`<b title="${text}">${text}</b>`.text;
        assert.equal(made.match(/</g)?.length, 2);
        assert.equal(made.match(/"/g)?.length, 2);
      }),
    );
  });

  it('leaves markup alone, joins lists, and makes nothing of null', () => {
    const items = ['a<b', 'c'].map((text) => markup`<li>${text}</li>`);
    assert.equal(markup`<ul>${items}</ul>${null}${3}${raw('<hr>')}`.text, '<ul><li>a&lt;b</li>\n<li>c</li></ul>3<hr>');
    assert.ok(markup`` instanceof Markup);
  });
});
