import assert from 'node:assert/strict';
import type { Body } from '../../src/import/exchange.ts';
import { hole } from '../../src/import/hole.ts';
import { stepBody } from '../../src/import/step-body.ts';

const form = 'application/x-www-form-urlencoded';

describe('stepBody', () => {
  const rows: [string, Body | null, ReturnType<typeof stepBody>][] = [
    ['nothing', null, { body: null, type: null }],
    ['JSON', { type: 'application/json', text: '{"a":"${x}"}' }, { body: { json: { a: '$${x}' } }, type: null }],
    ['JSON of another name', { type: 'application/vnd.api+json', text: '[1]' }, { body: { json: [1] }, type: 'application/vnd.api+json' }],
    ['a text', { type: 'text/x', text: hole('a') }, { body: { text: '${a}' }, type: 'text/x' }],
    [
      'a form',
      {
        type: form,
        fields: [
          ['a', '${x}'],
          ['b', hole('b')],
        ],
      },
      { body: { form: { a: '$${x}', b: '${b}' } }, type: null },
    ],
    [
      'a form with a charset',
      { type: `${form}; charset=utf-8`, fields: [['a', '1']] },
      { body: { form: { a: '1' } }, type: `${form}; charset=utf-8` },
    ],
    [
      'a form that no map holds',
      {
        type: form,
        fields: [
          ['a b', 'c d'],
          ['x', hole('x')],
          ['a b', '&'],
        ],
      },
      { body: { text: 'a+b=c+d&x=${x}&a+b=%26' }, type: form },
    ],
    ['a file', { type: 'image/png', file: 'a.png' }, { body: { file: { path: 'a.png', type: 'image/png' } }, type: null }],
    ['a file of any bytes', { type: 'application/octet-stream', file: 'a' }, { body: { file: 'a' }, type: null }],
    ['a file whose type is a variable', { type: hole('env.T'), file: 'a' }, { body: { file: 'a' }, type: hole('env.T') }],
    [
      'parts',
      {
        parts: [
          { name: 'a', text: '${x}', type: null },
          { name: 'f', file: 'x.png', type: null, as: 'y.png' },
        ],
      },
      { body: { multipart: { a: '$${x}', f: { file: 'x.png', name: 'y.png' } } }, type: null },
    ],
  ];
  for (const [what, body, expected] of rows) it(`says ${what}`, () => assert.deepEqual(stepBody(body), expected));
});
