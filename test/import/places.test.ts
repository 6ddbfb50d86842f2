import assert from 'node:assert/strict';
import type { Exchange } from '../../src/import/exchange.ts';
import { hole } from '../../src/import/hole.ts';
import type { Place } from '../../src/import/place.ts';
import { mapPlaces } from '../../src/import/places.ts';
import { exchangeOf } from './exchanges.ts';

function placesOf(exchange: Exchange): string[] {
  const places: string[] = [];
  mapPlaces(exchange, ({ kind, within, value }: Place) => void places.push(`${kind} ${within.join('.')}=${value}`));
  return places;
}

function body(type: string, text: string): Exchange {
  return exchangeOf({ method: 'POST', path: '/', body: { type, text } });
}

describe('the places of a request', () => {
  it('are the segments of its path and the values of its query, decoded', () => {
    assert.deepEqual(placesOf(exchangeOf({ path: '/a/b%2Fc?q=x+y&empty=&flag&z=%C3%A9' })), ['url =a', 'url =b/c', 'url q=x y', 'url z=é']);
    assert.deepEqual(placesOf(exchangeOf({ path: 'https://other.example.com/a' })), ['url =a'], 'of a whole URL not the host');
  });

  it('are its headers, of an authorization what follows the scheme', () => {
    const headers = [
      ['X-Id', 'a b'],
      ['Authorization', 'Bearer t0k3n'],
      ['authorization', 'Basic dTpw'],
    ] as const;
    assert.deepEqual(placesOf(exchangeOf({ headers })), ['header X-Id=a b', 'header Authorization=t0k3n', 'header authorization=dTpw']);
  });

  it('are the token and the password of who sends, and a user without a password', () => {
    const auths = [
      { bearer: 't0k3n' },
      { basic: { user: 'anna', password: 'pw' } },
      { basic: { user: 'key', password: '' } },
      { basic: { user: 'anna', password: hole('env.P') } },
    ];
    assert.deepEqual(
      auths.map((auth) => placesOf(exchangeOf({ auth }))),
      [
        ['header authorization=t0k3n'],
        ['header user=anna', 'header authorization.password=pw'],
        ['header authorization=key'],
        ['header user=anna'],
      ],
    );
  });

  const bodies: [string, Exchange, string[]][] = [
    ['JSON, with the keys on the way', body('application/json', '{"a":{"b":["x",2,true,null,""]}}'), ['json a.b=x', 'json a.b=2']],
    ['JSON with more digits than a double', body('application/json', '{"pin":1.0}'), ['json pin=1.0']],
    ['JSON that says it is a form', body('application/x-www-form-urlencoded', '{"a":"x"}'), ['json a=x']],
    ['a form', body('application/x-www-form-urlencoded; charset=utf-8', 'a=x%20y&b=1'), ['raw a=x y', 'raw b=1']],
    [
      'a form that a run encodes',
      exchangeOf({
        body: {
          type: 'application/x-www-form-urlencoded',
          fields: [
            ['a', 'x y'],
            ['a', 'z'],
            ['b', ''],
          ],
        },
      }),
      ['form a=x y', 'form a=z'],
    ],
    [
      'the parts of a form, files aside',
      exchangeOf({
        body: {
          parts: [
            { name: 'a', text: 'x y', type: null },
            { name: 'f', file: 'x.png', type: null, as: null },
          ],
        },
      }),
      ['part a=x y'],
    ],
    ['a file', exchangeOf({ body: { type: 'image/png', file: 'x.png' } }), []],
    [
      'a multipart form',
      body(
        'multipart/form-data; boundary=B',
        '--B\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n--B\r\nContent-Disposition: form-data; name="b"\r\nContent-Type: text/plain\r\n\r\ny\nz\r\n--B--\r\n',
      ),
      ['raw a=x', 'raw b=y\nz'],
    ],
    [
      'XML',
      body('application/xml', '<s:login key="k1"><user>u</user><s:pin>12</s:pin></s:login>'),
      ['raw user=u', 'raw pin=12', 'raw key=k1'],
    ],
    ['lines of JSON', body('application/x-ndjson', '{"a":1}\n{"a":"x"}\n'), ['json a=1', 'json a=x']],
    ['lines of text', body('text/plain', 'user: anna\npassword=x1 y'), ['raw user=anna', 'raw password=x1']],
  ];
  for (const [what, exchange, places] of bodies) it(`are those of ${what}`, () => assert.deepEqual(placesOf(exchange), places));

  it('leave everything else as it was', () => {
    for (const [, exchange] of bodies)
      assert.deepEqual(
        mapPlaces(exchange, () => undefined),
        exchange,
      );
  });

  it('take holes, and are not offered again', () => {
    const exchange = exchangeOf({ path: '/a?b=c', headers: [['x', 'y']], body: { type: 'application/json', text: '{"d":"e","n":1}' } });
    const filled = mapPlaces(exchange, () => hole('v'));
    const v = hole('v');
    assert.deepEqual(
      [filled.path, filled.headers, filled.body],
      [`/${v}?b=${v}`, [['x', v]], { type: 'application/json', text: JSON.stringify({ d: v, n: v }) }],
    );
    assert.deepEqual(placesOf(filled), []);
  });
});
