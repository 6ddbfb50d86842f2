import assert from 'node:assert/strict';
import { stripVTControlCharacters } from 'node:util';
import * as fc from 'fast-check';
import { displayWidth } from '../../src/report/columns.ts';
import { paint, said, styled, type Line, type Style } from '../../src/report/styled.ts';

const styles = ['good', 'bad', 'unsure', 'plain', 'bold', 'dim', 'accent'] as const satisfies readonly Style[];
const words = fc.stringMatching(/^[ -~漢→✓]{0,20}$/);
const lines: fc.Arbitrary<Line[]> = fc.array(
  fc.array(
    fc.oneof(
      words,
      fc.tuple(fc.constantFrom(...styles), words).map(([style, text]) => styled(style, text)),
    ),
  ),
);

describe('styled lines', () => {
  it('are never wider than the width, and colour costs no column', () => {
    fc.assert(
      fc.property(lines, fc.integer({ min: 1, max: 80 }), (all, width) => {
        const plain = paint(all, { width, color: false });
        const coloured = paint(all, { width, color: true });
        assert.equal(plain.length, all.length);
        for (const line of plain) assert.ok(displayWidth(line) <= width);
        assert.deepEqual(coloured.map(stripVTControlCharacters), plain);
      }),
    );
  });

  it('without colour hold no escape sequence; with it each verdict has a colour of its own', () => {
    const all: Line[] = styles.map((style) => [styled(style, 'x')]);
    assert.deepEqual(
      paint(all, { width: 9, color: false }),
      styles.map(() => 'x'),
    );
    const coloured = paint(all, { width: 9, color: true });
    assert.equal(new Set(coloured).size, styles.length);
  });

  it('end where a piece was cut: what follows would stand in the wrong column', () => {
    assert.deepEqual(paint([['abcdef', styled('bad', 'ghi'), 'jkl']], { width: 8, color: false }), ['abcdefg…']);
  });

  it('take what a user said as one line without control characters', () => {
    assert.equal(said('two\nlines \u001B[2J gone'), 'two lines [2J gone');
  });
});
