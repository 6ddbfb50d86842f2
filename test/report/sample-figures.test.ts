import assert from 'node:assert/strict';
import type { Analysis } from '../../src/analysis/analysis.ts';
import {
  aboutBody,
  failedSamples,
  headersText,
  howLong,
  inTurn,
  leftOutText,
  slowestSamples,
  whatCame,
  whatWasSent,
  whereFrom,
} from '../../src/report/sample-figures.ts';
import { empty, held } from '../support/sample-analysis.ts';

type Sample = Analysis['samples'][number];

const [sample] = held.samples;
assert.ok(sample);
const numbers = (samples: readonly Sample[]): number[] => samples.map(({ number }) => number);

describe('which requests a report shows', () => {
  it('failed ones: each cause in turn, the most frequent first', () => {
    assert.deepEqual(numbers(failedSamples(held, 10)), [3, 1, 4, 2]);
    assert.deepEqual(numbers(failedSamples(held, 3)), [3, 1, 4]);
    assert.deepEqual(failedSamples(held, 10, 'home'), []);
    assert.deepEqual(failedSamples(empty, 10), []);
  });

  it('what was cancelled with the run did not fail', () => {
    const errors = held.errors.map((error) => ({ ...error, outcome: 'cancelled' }));
    assert.deepEqual(failedSamples({ ...held, errors }, 10), []);
  });

  it('slow ones: failed or not, of one route or of all', () => {
    assert.deepEqual(numbers(slowestSamples(held, 3)), [3, 4, 5]);
    assert.deepEqual(numbers(slowestSamples(held, 3, 'product')), [5, 6]);
    const dropped = held.samples.map((one) => ({ ...one, responseMs: null }));
    assert.deepEqual(slowestSamples({ ...held, samples: dropped }, 3), []);
  });

  it('in turn: the first of each list, then the second of each', () => {
    assert.deepEqual(inTurn([['a', 'b', 'c'], [], ['d'], ['e', 'f']]), ['a', 'd', 'e', 'b', 'f', 'c']);
    assert.deepEqual(inTurn([]), []);
  });
});

describe('what is said of a request', () => {
  const of = (over: Partial<Sample>): Sample => ({ ...sample, ...over });

  it('what came', () => {
    assert.equal(whatCame(of({})), 'status 503 (http error)');
    assert.equal(whatCame(of({ outcome: 'ok', cause: null, status: 200 })), 'ok, status 200');
    assert.equal(
      whatCame(of({ cause: 'capture cart: nothing at $.id', status: 200 })),
      'capture cart: nothing at $.id (http error, status 200)',
    );
    assert.equal(whatCame(of({ outcome: 'connectError', cause: 'ECONNREFUSED', status: null })), 'ECONNREFUSED (connect error)');
  });

  it('what was sent, from where, and how long it took', () => {
    assert.equal(whatWasSent(of({})), 'POST /orders');
    assert.equal(whatWasSent(of({ method: null, path: null })), 'checkout, not sent');
    assert.equal(whatWasSent(of({ method: 'GET', path: '/me', redirects: 1 })), 'GET /me after 1 redirect');
    assert.equal(whatWasSent(of({ method: 'GET', path: '/me', redirects: 3 })), 'GET /me after 3 redirects');
    assert.equal(whereFrom(of({})), 'checkout in doors');
    assert.equal(howLong(of({ responseMs: 1_204, serviceMs: 1_180 })), '1.2 s (1.18 s from its actual send), reused connection');
    assert.equal(howLong(of({ responseMs: 1_204, serviceMs: 1_204, connection: 'new' })), '1.2 s, new connection');
    assert.equal(howLong(of({ responseMs: null, serviceMs: null, connection: null })), '');
  });

  it('the headers of the answer: what explains it first, what frames it not at all', () => {
    const headers: Sample['headers'] = [
      ['Date', 'Fri, 27 Nov 2026 09:00:00 GMT'],
      ['content-type', 'text/html'],
      ['Content-Length', '0'],
      ['set-cookie', '[redacted]'],
      ['Location', 'https://elsewhere.example/login'],
    ];
    assert.equal(
      headersText(of({ headers })),
      'Location: https://elsewhere.example/login · content-type: text/html · set-cookie: [redacted]',
    );
    assert.equal(headersText(of({ headers: [] })), '');
    const many = Array.from({ length: 30 }, (_, i): [string, string] => [`x-${i}`, '1']);
    assert.match(headersText(of({ headers: many })), /x-0: 1 .* x-11: 1 · 18 more$/);
    assert.ok(headersText(of({ headers: [['content-security-policy', 'self '.repeat(100)]] })).length <= 100);
  });

  it('what the body is, where its text does not say it', () => {
    assert.equal(aboutBody(of({})), '');
    assert.equal(aboutBody(of({ body: null })), '');
    assert.equal(aboutBody(of({ body: { bytes: 18_204, type: 'image/png', text: null, whole: true } })), '18,204 bytes of image/png');
    assert.equal(aboutBody(of({ body: { bytes: 1, type: null, text: null, whole: true } })), '1 byte');
    assert.equal(
      aboutBody(of({ body: { bytes: 9_000, type: 'text/html', text: '<p>', whole: false } })),
      'the beginning of 9,000 bytes of text/html',
    );
  });

  it('what found no room', () => {
    assert.equal(leftOutText(held), '');
    assert.equal(leftOutText({ ...held, samplesLeftOut: 1_200 }), '1,200 more found no room in the log');
  });
});
