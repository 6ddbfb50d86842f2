import assert from 'node:assert/strict';
import { readableSample, type KeptRequest } from '../../../../src/run/load/books/sample.ts';

const kept: KeptRequest = {
  k: 0,
  route: 0,
  stage: 1,
  outcome: 'httpError',
  cause: 'status 503',
  intendedMs: 10.12345,
  sentMs: 10.5,
  responseMs: 20.00049,
  serviceMs: 19.6,
  request: 'POST /orders?page=2 HTTP/1.1\r\nhost: shop\r\ntraceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n\r\n{}',
  vars: null,
  redirects: 0,
  status: 503,
  headers: ['Content-Type', 'text/plain', 'Retry-After', '2'],
  bodyBytes: 4,
  bodyStart: Buffer.from('busy'),
  reused: true,
};

const readable = (over: Partial<KeptRequest>, traceHeader = 'traceparent') => readableSample({ ...kept, ...over }, 'checkout', traceHeader);

describe('a request as an example', () => {
  it('what was sent, what came, when, and its trace', () => {
    assert.deepEqual(readable({}), {
      route: 'checkout',
      stage: 1,
      outcome: 'httpError',
      cause: 'status 503',
      intendedMs: 10.123,
      sentMs: 10.5,
      responseMs: 20,
      serviceMs: 19.6,
      method: 'POST',
      path: '/orders?page=2',
      status: 503,
      headers: [
        ['Content-Type', 'text/plain'],
        ['Retry-After', '2'],
      ],
      body: { bytes: 4, type: 'text/plain', text: 'busy', whole: true },
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      spanId: '00f067aa0ba902b7',
      connection: 'reused',
    });
  });

  it('how many redirects lead to it, where there were any', () => {
    assert.equal(readable({ redirects: 2 }).redirects, 2);
    assert.ok(!('redirects' in readable({})));
  });

  it('the trace is what was sent under the name it was sent by; what is no traceparent is none', () => {
    const request = 'GET / HTTP/1.1\r\nX-Trace: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00\r\n\r\n';
    assert.equal(readable({ request }, 'x-trace').traceId, '0af7651916cd43dd8448eb211c80319c');
    assert.equal(readable({ request }).traceId, null);
    assert.equal(readable({ request: 'GET / HTTP/1.1\r\ntraceparent: mine\r\n\r\n' }).traceId, null);
  });

  it('without an answer there is none, though the connection had one before', () => {
    const none = readable({ status: 0, outcome: 'reset', cause: 'ECONNRESET', reused: false });
    assert.deepEqual([none.status, none.headers, none.body, none.connection], [null, [], null, 'new']);
  });

  for (const [title, over, body] of [
    ['no body', { bodyBytes: 0, bodyStart: Buffer.alloc(0) }, null],
    [
      'a part of a long one, cut in the middle of a character',
      { bodyBytes: 9_000, bodyStart: Buffer.from('träge').subarray(0, 3) },
      { bytes: 9_000, type: 'text/plain', text: 'tr', whole: false },
    ],
    [
      'what is no text',
      { bodyBytes: 4, bodyStart: Buffer.from([0x89, 0x50, 0xff, 0xfe]) },
      { bytes: 4, type: 'text/plain', text: null, whole: true },
    ],
    [
      'a text with zeros in it',
      { bodyBytes: 3, bodyStart: Buffer.from('a\0b') },
      { bytes: 3, type: 'text/plain', text: null, whole: true },
    ],
    [
      'a compressed one',
      { headers: ['content-type', 'application/json', 'content-encoding', 'gzip'] },
      { bytes: 4, type: 'application/json, gzip', text: null, whole: true },
    ],
    [
      'an older alphabet',
      {
        headers: ['content-type', 'text/html; charset=ISO-8859-1'],
        bodyBytes: 3,
        bodyStart: Buffer.from('träge', 'latin1').subarray(0, 3),
      },
      { bytes: 3, type: 'text/html; charset=ISO-8859-1', text: 'trä', whole: true },
    ],
    ['one of no type', { headers: [] }, { bytes: 4, type: null, text: 'busy', whole: true }],
  ] as const)
    it(`body: ${title}`, () => {
      assert.deepEqual(readable(over).body, body);
    });

  it('blackens by name: headers, cookies, the query, the body', () => {
    const sample = readable({
      request: 'GET /orders?token=PLANTED-1&page=2 HTTP/1.1\r\nhost: shop\r\n\r\n',
      headers: ['Set-Cookie', 'sid=PLANTED-2; Path=/', 'X-Api-Key', 'PLANTED-3', 'Location', '/next?api_key=PLANTED-4&page=3'],
      bodyStart: Buffer.from('{"access_token":"PLANTED-5","page":4}'),
      bodyBytes: 37,
    });
    const text = JSON.stringify(sample);
    assert.doesNotMatch(text, /PLANTED/);
    assert.equal(sample.path, '/orders?token=[redacted]&page=2');
    assert.deepEqual(
      sample.headers.map(([name]) => name),
      ['Set-Cookie', 'X-Api-Key', 'Location'],
    );
    assert.match(text, /page=3/);
    assert.match(text, /page\\":4/);
  });

  it('blackens what the request sent as a secret, wherever the answer repeats it', () => {
    const sample = readable({
      request:
        'POST /login HTTP/1.1\r\nauthorization: Bearer PLANTED/1\r\ncookie: sid=PLANTED-2\r\n\r\n{"password":"PLANTED \\"3\\"","user":"anna"}',
      vars: { csrfToken: 'PLANTED-4', cart: 'c-1' },
      headers: ['X-Echo', 'PLANTED/1', 'X-Path', '/x/PLANTED%2F1', 'X-Cart', 'c-1'],
      bodyStart: Buffer.from('you are anna, sent PLANTED-2 and PLANTED "3" (PLANTED \\"3\\"), and came by PLANTED-4'),
      bodyBytes: 90,
    });
    assert.doesNotMatch(JSON.stringify(sample), /PLANTED/);
    assert.match(sample.body?.text ?? '', /anna/);
    assert.deepEqual(sample.headers[2], ['X-Cart', 'c-1']);
  });

  it('is cut where an answer is beyond measure', () => {
    const many = Array.from({ length: 200 }, (_, i) => [`x-${i}`, 'v'.repeat(9_000)]).flat();
    const sample = readable({ headers: many, request: `GET /${'p'.repeat(15_000)} HTTP/1.1\r\n\r\n` });
    assert.ok(JSON.stringify(sample).length < 30_000);
    assert.ok(sample.headers.length > 20);
    assert.ok(sample.path?.endsWith('…'));
  });
});
