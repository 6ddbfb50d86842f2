import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { bodyOfText, groupFields } from '../../src/import/form-body.ts';
import { hole, literal } from '../../src/import/hole.ts';

const type = 'application/x-www-form-urlencoded';

/** As a run encodes it. */
function sent(fields: Readonly<Record<string, string | readonly string[]>>): string {
  return new URLSearchParams(
    Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one) => [name, String(one)])),
  ).toString();
}

describe('a form', () => {
  const forms: [string, [string, string][]][] = [
    [
      'a=b+c&d=%26',
      [
        ['a', 'b c'],
        ['d', '&'],
      ],
    ],
    [
      'a=&b=1',
      [
        ['a', ''],
        ['b', '1'],
      ],
    ],
    [
      'tag=x&tag=y&z=1',
      [
        ['tag', 'x'],
        ['tag', 'y'],
        ['z', '1'],
      ],
    ],
    [
      'constructor=1&toString=2',
      [
        ['constructor', '1'],
        ['toString', '2'],
      ],
    ],
    ['caf%C3%A9=%F0%9F%98%80', [['café', '😀']]],
    [
      `p=${hole('env.P')}&q=a%2B${hole('env.Q')}`,
      [
        ['p', hole('env.P')],
        ['q', `a+${hole('env.Q')}`],
      ],
    ],
  ];
  for (const [text, fields] of forms) it(`is ${text}`, () => assert.deepEqual(bodyOfText(type, text), { type, fields }));

  const texts: [string, string][] = [
    ['a blank as %20', 'a=b%20c'],
    ['small letters in an escape', 'a=%2f'],
    ['what need not be encoded', 'a=%41'],
    ['what ought to be', "a='b'"],
    ['a field without =', 'a=1&b'],
    ['a field without a name', '=1'],
    ['nothing', ''],
    ['a field that comes back after another', 'a=1&b=2&a=3'],
    ['numbers as names, which a map would put first', 'b=1&7=2'],
    ['a name that maps have', '__proto__=1'],
    ['JSON', '{"a":"b=c"}'],
    ['bytes that are no characters', 'a=%FF'],
    ['an escape that looks like a hole', 'a=%EE%80%80env.HOME%EE%80%81'],
    ['a variable as a name', `${hole('env.A')}=1`],
    ['a dollar sign before a variable', `a=%24${hole('env.A')}`],
  ];
  for (const [what, text] of texts) it(`is a text where it has ${what}`, () => assert.deepEqual(bodyOfText(type, text), { type, text }));

  it('of another type is a text', () => assert.deepEqual(bodyOfText('text/plain', 'a=b'), { type: 'text/plain', text: 'a=b' }));

  it('keeps a charset in its type', () =>
    assert.deepEqual(bodyOfText(`${type};charset=utf-8`, 'a=b'), { type: `${type};charset=utf-8`, fields: [['a', 'b']] }));

  it('sends the recorded bytes', () => {
    const piece = fc.constantFrom(
      'a',
      'b',
      '1',
      '0',
      '=',
      '&',
      '+',
      '%20',
      '%2B',
      '%2b',
      '%C3%A9',
      '%C3',
      '~',
      '*',
      "'",
      '%',
      ' ',
      '%00',
      '$',
      '%24',
    );
    const raw = fc.array(piece, { maxLength: 8 }).map((parts) => parts.join(''));
    const proper = fc
      .array(fc.tuple(fc.string({ minLength: 1, maxLength: 2 }), fc.string({ maxLength: 3, unit: 'grapheme' })), {
        minLength: 1,
        maxLength: 4,
      })
      .map((pairs) => new URLSearchParams(pairs).toString());
    let forms = 0;
    fc.assert(
      fc.property(fc.oneof(raw, proper).map(literal), (text) => {
        const body = bodyOfText(type, text);
        if (!('fields' in body)) return assert.deepEqual(body, { type, text });
        forms += 1;
        const grouped = groupFields(body.fields);
        assert.ok(grouped !== null);
        assert.equal(sent(grouped), text);
      }),
      { numRuns: 500 },
    );
    assert.ok(forms > 50, `${forms} forms`);
  });
});
