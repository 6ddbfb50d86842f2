import assert from 'node:assert/strict';
import type { JsonSource } from '../../../src/breakers/source.ts';
import { pageOf, problem, read } from '../../support/breaker-pages.ts';

const source: JsonSource = {
  adapter: 'json',
  paths: ['$.breakers.*'],
  name: null,
  state: [{ path: '$.open', values: { true: 'open', '*': 'closed' } }],
  opened: '$.trips',
  halfOpened: null,
  closed: null,
  rejected: '$.refused',
  rejectedSlides: false,
  waitMs: null,
  events: null,
};

const reading = (document: unknown, match: Record<string, string> = { name: 'pay' }) =>
  pageOf(source, JSON.stringify(document)).read(source, match);

describe('json adapter', () => {
  it('names a breaker by the key it stands under; numbers may be texts', () =>
    assert.deepEqual(reading({ breakers: { pay: { open: true, trips: 3, refused: '11' }, stock: { open: false } } }), {
      state: 'open',
      opened: 3,
      halfOpened: null,
      closed: null,
      rejected: 11,
    }));

  it('picks out by any member', () =>
    assert.equal(reading({ breakers: { a: { open: true, zone: 'b' }, b: { open: false, zone: 'c' } } }, { zone: 'c' })?.state, 'closed'));

  it('what shows neither state nor trips is no breaker', () =>
    assert.equal(reading({ breakers: { pay: { status: 'fine' }, list: [], text: 'x', none: null } }), undefined));

  it('a number that is none counts nothing', () =>
    assert.equal(reading({ breakers: { pay: { open: false, trips: '50.0%', refused: null } } })?.opened, null));

  it('survives any document', () => {
    for (const document of [null, 5, [], 'x', { breakers: null }, { breakers: [1, { open: true }] }]) reading(document);
  });

  it('says what stands there instead', () => {
    assert.match(problem('resilience4j-actuator', '<html>'), /^an HTML page, which is no JSON/);
    assert.match(problem('resilience4j-actuator', ''), /^nothing, which is no JSON/);
  });

  it('opossum: a document without a circuit has none', () => assert.equal(read('opossum-json', '{"status":"UP"}'), undefined));
});
