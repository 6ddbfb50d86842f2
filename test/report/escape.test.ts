import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { escapeMarkdown, escapeMarkup, jsonForScript, oneLine, withoutControls } from '../../src/report/escape.ts';

/** Text with a good share of what breaks formats. */
const nasty = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        '<',
        '>',
        '&',
        '"',
        "'",
        '|',
        '`',
        '\\',
        '\n',
        '\r',
        '\t',
        '\u001B[31m',
        '\u0000',
        '\u2028',
        '\u202E',
        '@me',
        'x',
        '\uD800',
        '</script>',
        '<!--',
        ']]>',
      ),
    )
    .map((parts) => parts.join('')),
);

describe('text of users made harmless', () => {
  it('holds no control character, no lone surrogate and no mark that reorders text, and loses nothing else', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const clean = withoutControls(text);
        // eslint-disable-next-line no-control-regex
        assert.doesNotMatch(clean, /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF]/);
        assert.ok(clean.isWellFormed());
        assert.equal(withoutControls(clean), clean);
      }),
    );
    assert.equal(withoutControls('naïve 漢字 🧨\ttab\nline'), 'naïve 漢字 🧨\ttab\nline');
    assert.equal(withoutControls('\u001B[31mred\u001B[0m\u0007'), '[31mred[0m');
  });

  it('is one line without spaces at its ends', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const line = oneLine(text);
        assert.doesNotMatch(line, /[\r\n\t\u2028\u2029]/);
        assert.equal(line, line.trim());
      }),
    );
    assert.equal(oneLine(' a\r\n\r\nb\tc '), 'a b c');
  });

  it('can neither open a tag nor leave an attribute in double or single quotes, and reads back as it was', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const escaped = escapeMarkup(text);
        assert.doesNotMatch(escaped, /[<>"']/);
        assert.doesNotMatch(escaped, /&(?!(?:amp|lt|gt|quot|#39);)/);
        const back = escaped
          .replaceAll('&lt;', '<')
          .replaceAll('&gt;', '>')
          .replaceAll('&quot;', '"')
          .replaceAll('&#39;', "'")
          .replaceAll('&amp;', '&');
        assert.equal(back, withoutControls(text));
      }),
    );
  });

  it('in a Markdown cell is one line, without HTML, with every pipe and backtick escaped', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const cell = escapeMarkdown(text);
        assert.doesNotMatch(cell, /[\r\n<>]/);
        // Escape pairs taken out, nothing special is left, and no backslash that could undo the escape of the column's end.
        assert.doesNotMatch(cell.replace(/\\[\\`*_[\]|~#]/g, ''), /[\\`*_[\]|~#]/);
        assert.doesNotMatch(cell, /@\w/);
      }),
    );
    assert.equal(escapeMarkdown('a|b `c` @org/team <b>'), 'a\\|b \\`c\\` @\u200Borg/team &lt;b&gt;');
  });

  it('as JSON in a script element can neither close it nor open a comment, and reads back the same', () => {
    fc.assert(
      fc.property(nasty, fc.double({ noNaN: true, noDefaultInfinity: true }), (text, number) => {
        const value = { [text]: [text, number === 0 ? 0 : number, null] };
        const json = jsonForScript(value);
        assert.doesNotMatch(json, /[<\u2028\u2029]/);
        assert.deepEqual(JSON.parse(json), JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
