import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { stringify } from 'yaml';
import { at } from '../../src/errors.ts';
import { readDocument } from '../../src/scenario/document.ts';

const place = (text: string, path: (string | number)[], on: 'key' | 'value' = 'value'): string =>
  at(readDocument('f', text).place(path, on));

describe('a document knows its places', () => {
  const text = 'a: 1\nb:\n  - {c: 2, d: "x y"}\n  - e\nf: &n {g: 3}\nh: *n\n';
  const rows: readonly (readonly [path: (string | number)[], key: string, value: string])[] = [
    [['a'], 'f:1:1', 'f:1:4'],
    [['b'], 'f:2:1', 'f:3:3'],
    [['b', 0], 'f:3:5', 'f:3:5'],
    [['b', 0, 'd'], 'f:3:12', 'f:3:15'],
    [['b', 1], 'f:4:5', 'f:4:5'],
    [['h', 'g'], 'f:5:8', 'f:5:11'],
    [['f', 'missing'], 'f:5:1', 'f:5:1'],
    [['nowhere', 'at', 'all'], 'f:1:1', 'f:1:1'],
  ];
  for (const [path, key, value] of rows)
    it(path.join('.'), () => assert.deepEqual([place(text, path, 'key'), place(text, path)], [key, value]));

  it('a character within quoted text is counted from after the quote', () => {
    assert.equal(at(readDocument('f', text).placeInText(['b', 0, 'd'], 3)), 'f:3:18');
    assert.equal(at(readDocument('f', 'a: hello\n').placeInText(['a'], 3)), 'f:1:6');
  });
});

describe('YAML that can not be read', () => {
  const rows: readonly (readonly [text: string, problems: readonly string[]])[] = [
    ['a: {b: ${x}, c: $.d[0], e: 1}\n', ['1:8 write "${x}"', '1:17 write "$.d[0]"']],
    ['ids: *.id\n', ['1:6 a value that begins with * must be quoted: "*.id"']],
    ['ids: [*].id\n', ['1:6 write "[*].id"']],
    ['a: @b\n', ['1:4 quote the value']],
    ['a: "b\n', ['2:1 close it with the same quote']],
    ['- "a" b\n', ['1:3 put quotes of the other kind around the whole value']],
    ['a: {b: c}}\n', ['1:10 remove it, or quote the value that holds it']],
    ['a: 1\n---\nb: 2\n', ['2:1 one scenario a file: remove the line ---']],
    ['a: 1\nb: 2\na: 3\n', ['3:1 keep one of the two']],
    ['a: b: c\n', ['1:4 quote the value']],
    ['a: !b c\n', ['1:4 a value that begins with ! must be quoted']],
  ];
  for (const [text, problems] of rows) {
    it(JSON.stringify(text), () => {
      const document = readDocument('f', text);
      assert.deepEqual(
        document.problems.map(({ where, hint }) => `${where?.line}:${where?.column} ${hint}`),
        problems,
      );
      assert.equal(document.value, undefined);
    });
  }

  it('never throws, and always ends', () => {
    const piece = fc.constantFrom(
      'a',
      ': ',
      '{',
      '}',
      '[',
      ']',
      ', ',
      '\n',
      '  ',
      '- ',
      '"',
      "'",
      '${x}',
      '*',
      '&',
      '!',
      '|',
      '#',
      '\t',
      '---',
    );
    fc.assert(fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => Array.isArray(readDocument('f', pieces.join('')).problems)));
  });

  it('what was written by a machine is read back', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) =>
        // By way of JSON on both sides, which knows no minus zero.
        assert.equal(JSON.stringify(readDocument('f', stringify(value)).value), JSON.stringify(value)),
      ),
    );
  });
});
