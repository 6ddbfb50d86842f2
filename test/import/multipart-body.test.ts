import assert from 'node:assert/strict';
import type { Part, TextPart } from '../../src/import/exchange.ts';
import { fitsStep, multipartText } from '../../src/import/multipart-body.ts';

const text = (name: string, over: Partial<TextPart> = {}): TextPart => ({ name, text: 'x', type: null, ...over });
const file = (name: string): Part => ({ name, file: 'a.png', type: 'image/png', as: null });

describe('a multipart body', () => {
  it('fits a step with one part for each name', () => assert.ok(fitsStep([text('a'), file('f'), text('constructor')])));

  const others: [string, Part[]][] = [
    ['two parts of one name', [file('a'), file('a')]],
    ['a text with a type', [text('a', { type: 'text/markdown' })]],
    ['a part without a name', [text('')]],
    ['numbers as names, which a map would put first', [text('b'), text('1')]],
    ['a name that maps have', [text('__proto__')]],
    ['no parts', []],
  ];
  for (const [what, parts] of others) it(`does not fit with ${what}`, () => assert.ok(!fitsStep(parts)));

  it('is written with a boundary of its own', () => {
    const { type, text: written } = multipartText([text('a'), { name: 'q"\n', text: 'y', type: 'text/markdown' }]);
    const boundary = /^multipart\/form-data; boundary=(\S+)$/.exec(type)?.[1] ?? '?';
    assert.deepEqual(written.split(`--${boundary}`), [
      '',
      '\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n',
      '\r\nContent-Disposition: form-data; name="q%22%0A"\r\nContent-Type: text/markdown\r\n\r\ny\r\n',
      '--\r\n',
    ]);
  });
});
