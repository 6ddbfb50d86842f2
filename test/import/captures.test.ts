import assert from 'node:assert/strict';
import { correlate } from '../../src/import/captures.ts';
import type { Exchange } from '../../src/import/exchange.ts';
import { hole } from '../../src/import/hole.ts';
import { exchangeOf } from './exchanges.ts';

function answering(json: unknown, over: Partial<Exchange> = {}): Exchange {
  return exchangeOf({ answer: { status: 200, json }, ...over });
}

function posting(value: unknown): Exchange {
  return exchangeOf({ method: 'POST', body: { type: 'application/json', text: JSON.stringify(value) } });
}

function textOf(exchange: Exchange | undefined): string | undefined {
  return exchange?.body && 'text' in exchange.body ? exchange.body.text : undefined;
}

describe('correlate', () => {
  it('captures what an answer gave and a later request sent back: in path, query, header and body', () => {
    const { exchanges, captures } = correlate([
      answering({ cart: { id: 'cart-0001' }, token: 'token-0001' }),
      exchangeOf({ path: '/carts/cart-0001?t=token-0001', headers: [['authorization', 'Bearer token-0001']] }),
      posting({ cart: 'cart-0001' }),
    ]);
    assert.deepEqual(captures, [{ id: '$.cart.id', token: '$.token' }, {}, {}]);
    assert.equal(exchanges[1]?.path, `/carts/${hole('id')}?t=${hole('token')}`);
    assert.deepEqual(exchanges[1]?.headers, [['authorization', `Bearer ${hole('token')}`]]);
    assert.equal(textOf(exchanges[2]), JSON.stringify({ cart: hole('id') }));
  });

  it('captures the token of who sends', () => {
    const { exchanges, captures } = correlate([answering({ token: 'token-0001' }), exchangeOf({ auth: { bearer: 'token-0001' } })]);
    assert.deepEqual([captures[0], exchanges[1]?.auth], [{ token: '$.token' }, { bearer: hole('token') }]);
  });

  const leftAlone: [string, Exchange[]][] = [
    ['a value of seven characters', [answering({ id: 'cart-01' }), exchangeOf({ path: '/cart-01' })]],
    ['a value that no later request sends', [exchangeOf({ path: '/cart-0001' }), answering({ id: 'cart-0001' })]],
    [
      'a value that the visitor sent first',
      [exchangeOf({ path: '/user-0001' }), answering({ id: 'user-0001' }), exchangeOf({ path: '/user-0001' })],
    ],
    ['a value that its own request sent', [answering({ id: 'user-0001' }, { path: '/user-0001' }), exchangeOf({ path: '/user-0001' })]],
    ['a part of a longer value', [answering({ id: 'cart-0001' }), exchangeOf({ path: '/my-cart-0001' })]],
    ['a number that was a text', [answering({ id: '12345678' }), posting({ id: 12_345_678 })]],
    ['a text that was a number', [answering({ id: 12_345_678 }), posting({ id: '12345678' })]],
    ['the type of a body', [answering({ type: 'application/json' }), exchangeOf({ headers: [['accept', 'application/json']] })]],
    [
      'a form value that would have to be encoded',
      [
        answering({ id: 'a+b/c==0001' }),
        exchangeOf({ body: { type: 'application/x-www-form-urlencoded', text: 'id=a%2Bb%2Fc%3D%3D0001' } }),
      ],
    ],
    ['a value under a key that is itself data', [answering({ users: { '20261126-17': 'user-0001' } }), exchangeOf({ path: '/user-0001' })]],
  ];
  for (const [what, recorded] of leftAlone) {
    it(`leaves ${what} as it is`, () => {
      const { exchanges, captured, ambiguous } = correlate(recorded);
      assert.deepEqual([exchanges, captured, ambiguous], [recorded, [], 0]);
    });
  }

  it('fills a form with a value that has to be encoded, since a run encodes it', () => {
    const { exchanges, captures } = correlate([
      answering({ id: 'a+b/c==0001' }),
      exchangeOf({ body: { type: 'application/x-www-form-urlencoded', fields: [['id', 'a+b/c==0001']] } }),
    ]);
    assert.deepEqual(captures[0], { id: '$.id' });
    assert.deepEqual(exchanges[1]?.body, { type: 'application/x-www-form-urlencoded', fields: [['id', hole('id')]] });
  });

  it('says of a value in two places of one answer that nobody can tell them apart', () => {
    const recorded = [answering({ a: 'value-01', b: ['value-01'] }), exchangeOf({ path: '/value-01' })];
    const { exchanges, captures, ambiguous } = correlate(recorded);
    assert.deepEqual([exchanges, captures, ambiguous], [recorded, [{}, {}], 1]);
  });

  it('takes the first answer that had it', () => {
    const { captures } = correlate([answering({ id: 'cart-0001' }), answering({ cart: 'cart-0001' }), exchangeOf({ path: '/cart-0001' })]);
    assert.deepEqual(captures, [{ id: '$.id' }, {}, {}]);
  });

  it('keeps a number a number', () => {
    const { exchanges, captures } = correlate([
      answering([{ id: 12_345_678 }]),
      posting({ id: 12_345_678 }),
      exchangeOf({ path: '/12345678' }),
    ]);
    assert.deepEqual(captures[0], { id: '$[0].id' });
    assert.deepEqual([textOf(exchanges[1]), exchanges[2]?.path], [JSON.stringify({ id: hole('id') }), `/${hole('id')}`]);
  });

  it('gives variables names that are no functions, each its own', () => {
    const { captures } = correlate([
      answering({ uuid: 'value-01', 'my key': 'value-02', a: { uuid: 'value-03' }, '9': 'value-04' }),
      exchangeOf({ path: '/value-01/value-02/value-03/value-04' }),
    ]);
    assert.deepEqual(captures[0], { uuid_value: '$.uuid', my_key: '$["my key"]', uuid_value_2: '$.a.uuid', value: '$["9"]' });
  });

  it('is not stopped by an answer nested deeper than the stack', () => {
    const deep = JSON.parse(`${'['.repeat(20_000)}"value-01"${']'.repeat(20_000)}`) as unknown;
    assert.equal(correlate([answering(deep)]).captured.length, 0);
  });
});
