import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { readCsv } from '../../src/plan/csv.ts';

const read = (text: string) => readCsv(Buffer.from(text));

describe('readCsv', () => {
  it('takes the first line for names, with or without a byte order mark, whatever ends the lines', () => {
    const table = {
      columns: ['a', 'b c'],
      rows: [
        ['1', '2\n"3"'],
        ['', ' 4 '],
      ],
    };
    assert.deepEqual(read('a,b c\n1,"2\n""3"""\n, 4 \n'), table);
    assert.deepEqual(read('\ufeffa, b c\r\n1,"2\n""3"""\r\n\r\n, 4 '), table);
  });

  for (const [text, problem] of [
    ['', 'the file is empty; expected a line of column names, and rows'],
    ['\n\n', 'the file is empty; expected a line of column names, and rows'],
    ['a,b\n', 'there are column names and no rows'],
    ['a,\n1,2', 'column 2 has no name that ${csv.NAME.COLUMN} could say'],
    ['a,a\n1,2', 'two columns are called "a"'],
    ['a,b\nsecret\n', 'line 2: the row has another number of fields than the first line'],
    ['a,b\n"secret,2\n', 'line 2: a quote is not closed'],
    ['a,b\n1,2\n"secret"x,2', 'line 3: after a closing quote something else than a comma follows'],
    ['a,b\nsecret"x,2', 'line 2: a quote stands within a field that does not begin with one'],
  ] as const)
    it(`refuses ${JSON.stringify(text)}, and repeats nothing of its rows`, () => assert.deepEqual(read(text), { problem }));

  it('what is written as CSV is read as it was', () => {
    const field = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', ' ', 'ü', ';'), maxLength: 6 });
    fc.assert(
      fc.property(fc.array(fc.tuple(field, field), { minLength: 1 }), (rows) => {
        const quoted = (value: string): string => `"${value.replaceAll('"', '""')}"`;
        const text = ['x,y', ...rows.map((row) => row.map(quoted).join(','))].join('\r\n');
        assert.deepEqual(read(text), { columns: ['x', 'y'], rows });
      }),
    );
  });

  it('never throws, whatever is in the file', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void readCsv(Buffer.from(bytes))));
  });
});
