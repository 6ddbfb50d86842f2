import assert from 'node:assert/strict';
import { ChaosError } from '../../../src/errors.ts';
import { readFormPart } from '../../../src/import/curl/form-part.ts';
import type { Part } from '../../../src/import/exchange.ts';
import { hole } from '../../../src/import/hole.ts';

const where = { file: 'x.sh', line: 1, column: 1 };

describe('readFormPart', () => {
  const parts: [string, Part][] = [
    ['a=b c', { name: 'a', text: 'b c', type: null }],
    ['a=', { name: 'a', text: '', type: null }],
    ['a=b=c', { name: 'a', text: 'b=c', type: null }],
    ['a= b ;type=text/markdown', { name: 'a', text: 'b', type: 'text/markdown' }],
    ['a="b;c \\"d\\"";type=text/x; charset=utf-8', { name: 'a', text: 'b;c "d"', type: 'text/x; charset=utf-8' }],
    ['a=b;c', { name: 'a', text: 'b', type: null }],
    ['f=@a/b.PNG', { name: 'f', file: 'a/b.PNG', type: 'image/png', as: null }],
    ['f=@b.bin', { name: 'f', file: 'b.bin', type: null, as: null }],
    ['f=@b.txt;type=text/csv;filename=c.csv', { name: 'f', file: 'b.txt', type: 'text/csv', as: 'c.csv' }],
    ['f=@b;filename="x;y.txt"', { name: 'f', file: 'b', type: null, as: 'x;y.txt' }],
    ['f=@"a,b;c.pdf"', { name: 'f', file: 'a,b;c.pdf', type: 'application/pdf', as: null }],
    [`a=${hole('env.A')}`, { name: 'a', text: hole('env.A'), type: null }],
  ];
  for (const [written, part] of parts) it(`reads ${written}`, () => assert.deepEqual(readFormPart(written, where), part));

  const refused: [string, string][] = [
    ['a', 'a form field without ='],
    ['f=@', 'a file without a name'],
    ['f=@-', 'standard input as a file'],
    ['f=@a,b', 'several files in one form field'],
    [`f=@${hole('env.F')}`, 'a file whose name is a variable'],
    ['f=<a', 'the content of a file as a form field is not imported'],
    ['f=(;type=multipart/mixed', 'parts within a part'],
    ['f=@a;headers="X: y"', 'headers= of a form field is not imported'],
    ['f=a;encoder=base64', 'encoder= of a form field is not imported'],
    ['f=a;filename=b', 'a text that is sent as a file'],
  ];
  for (const [written, message] of refused)
    it(`refuses ${written}`, () =>
      assert.throws(
        () => readFormPart(written, where),
        (error: unknown) => error instanceof ChaosError && error.message === message && error.where === where && error.hint.length > 10,
      ));
});
