import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { displayWidth, fit, pad, wrap } from '../../src/report/columns.ts';

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.array(fc.constantFrom('a', 'word', ' ', '漢字', '🧨', '👩‍👩‍👧', 'e\u0301', 'ﾊ', '한', '🇩🇪', '\u200B', '→')).map((parts) => parts.join('')),
);
const width = fc.integer({ min: 2, max: 60 });

describe('columns of a terminal', () => {
  for (const [what, columns] of [
    ['', 0],
    ['abc', 3],
    ['漢字', 4],
    ['한국', 4],
    ['e\u0301', 1],
    ['🧨', 2],
    ['👩‍👩‍👧', 2],
    ['🇩🇪', 2],
    ['✓ → …', 5],
    ['a\u200Bb', 2],
  ] as const)
    it(`${JSON.stringify(what)} takes ${columns}`, () => {
      assert.equal(displayWidth(what), columns);
    });

  it('a text that is cut is never wider than its room, and what fits is left alone', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 60 }), (value, room) => {
        const cut = fit(value, room);
        assert.ok(displayWidth(cut) <= room, `${JSON.stringify(cut)} in ${room}`);
        if (displayWidth(value) <= room) assert.equal(cut, value);
        else if (room > 0) {
          assert.ok(cut.endsWith('…'));
          assert.ok(value.startsWith(cut.slice(0, -1)));
        }
      }),
    );
  });

  it('a padded text is exactly as wide as asked, on either side', () => {
    fc.assert(
      fc.property(text, width, fc.constantFrom('left' as const, 'right' as const), (value, room, side) => {
        assert.equal(displayWidth(pad(value, room, side)), room);
      }),
    );
    assert.equal(pad('7', 3, 'left'), '  7');
    assert.equal(pad('7', 3), '7  ');
  });

  it('a wrapped text keeps every character but spaces, in lines that fit', () => {
    fc.assert(
      fc.property(text, width, (value, room) => {
        const lines = wrap(value, room);
        for (const line of lines) assert.ok(displayWidth(line) <= room, `${JSON.stringify(line)} in ${room}`);
        assert.equal(lines.join('').replace(/\s/g, ''), value.replace(/\s/g, ''));
      }),
    );
  });

  it('breaks at spaces where it can', () => {
    assert.deepEqual(wrap('the provider slows down', 12), ['the provider', 'slows down']);
    assert.deepEqual(wrap('abcdefgh ij', 4), ['abcd', 'efgh', 'ij']);
    assert.deepEqual(wrap('   ', 4), []);
  });
});
