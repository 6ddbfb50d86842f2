import assert from 'node:assert/strict';
import { bodyOf, canBeRequest, canBeResponse, parseRequest, parseResponse } from '../../../src/proxy/http/head.ts';

const request = (line: string, ...fields: string[]): ReturnType<typeof parseRequest> =>
  parseRequest(`${[line, ...fields].join('\r\n')}\r\n\r\n`);
const body = (method: string, status: number, ...fields: string[]): unknown => {
  const head = parseResponse(`${[`HTTP/1.1 ${status} So it is`, ...fields].join('\r\n')}\r\n\r\n`);
  return head === undefined ? undefined : bodyOf(head, method);
};

describe('head of a message', () => {
  it('knows the path whatever form the target has', () => {
    for (const [target, path] of [
      ['/a/b?x=/y', '/a/b'],
      ['http://shop:80/a?x', '/a'],
      ['HTTP://shop', '/'],
      ['*', '*'],
      ['shop:443', 'shop:443'],
      ['/a%2Fb', '/a%2Fb'],
    ])
      assert.equal(request(`GET ${target} HTTP/1.1`)?.path, path);
  });

  it('knows how long the body of a request is', () => {
    assert.equal(request('GET / HTTP/1.1')?.body, 0);
    assert.equal(request('POST / HTTP/1.1', 'content-length:\t12 ')?.body, 12);
    assert.equal(request('POST / HTTP/1.1', 'Transfer-Encoding: gzip, Chunked')?.body, 'chunked');
    assert.equal(request('POST / HTTP/1.1', 'Transfer-Encoding: gzip', 'Transfer-Encoding: chunked')?.body, 'chunked');
    assert.equal(request('CONNECT a:1 HTTP/1.1', 'Content-Length: 3')?.body, 0);
    assert.equal(request('POST / HTTP/1.1', 'X-Content-Length: 12')?.body, 0);
  });

  it('knows how long the body of a response is', () => {
    assert.equal(body('GET', 200, 'Content-Length: 5'), 5);
    assert.equal(body('GET', 200), 'close');
    assert.equal(body('GET', 200, 'Transfer-Encoding: chunked'), 'chunked');
    assert.equal(body('GET', 200, 'Transfer-Encoding: gzip'), 'close');
    for (const [method, status] of [
      ['HEAD', 200],
      ['GET', 204],
      ['GET', 304],
    ] as const)
      assert.equal(body(method, status, 'Content-Length: 5'), 0);
  });

  it('knows what becomes of the connection', () => {
    const keeps = (version: string, ...fields: string[]): unknown => request(`GET / HTTP/${version}`, ...fields)?.keepsAlive;
    assert.deepEqual(
      [keeps('1.1'), keeps('1.1', 'Connection: x, Close'), keeps('1.0'), keeps('1.0', 'Connection: Keep-Alive')],
      [true, false, false, true],
    );
    const leaves = (...fields: string[]): unknown => request('GET / HTTP/1.1', ...fields)?.mayLeaveHttp;
    assert.deepEqual(
      [
        leaves(),
        leaves('Upgrade: h2c'),
        leaves('Upgrade: h2c', 'Connection: keep-alive, Upgrade'),
        request('CONNECT a:1 HTTP/1.1')?.mayLeaveHttp,
      ],
      [false, false, true, true],
    );
    assert.equal(request('PUT / HTTP/1.1', 'Expect: 100-Continue')?.expectsContinue, true);
    assert.equal(request('PUT / HTTP/1.0', 'Expect: 100-continue')?.expectsContinue, false);
  });

  it('does not take for a head what may be read in two ways, or is none', () => {
    for (const fields of [
      ['Content-Length: 2', 'Content-Length: 2'],
      ['Content-Length: 2', 'Transfer-Encoding: chunked'],
      ['Content-Length: 0x2'],
      ['Content-Length: '],
      ['Content-Length: 1, 1'],
      ['Transfer-Encoding: chunked, gzip'],
      ['Content-Length : 2'],
      ['X: 1', ' Content-Length: 2'],
      [': 2'],
      ['nonsense'],
    ])
      assert.equal(request('POST / HTTP/1.1', ...fields), undefined, fields.join());
    for (const line of ['GET / HTTP/2.0', 'GET /', 'GET / HTTP/1.1 ', 'GET  / HTTP/1.1', '(GET) / HTTP/1.1', 'GET /a b HTTP/1.1'])
      assert.equal(request(line), undefined, line);
    assert.equal(request('POST / HTTP/1.0', 'Transfer-Encoding: chunked'), undefined);
    for (const line of ['HTTP/2 200 OK', 'HTTP/1.1 20 OK', 'HTTP/1.1 0200 OK', 'ICY 200 OK'])
      assert.equal(parseResponse(`${line}\r\n\r\n`), undefined, line);
  });

  it('tells early what can become one', () => {
    for (const start of ['G', 'GET', 'GET /a', 'GET / HTTP/1.1\r\nHo']) assert.ok(canBeRequest(Buffer.from(start)), start);
    for (const start of ['\x16\x03', 'GET / HTTP/2.0\r\n', 'EHLO\r\n', 'x'.repeat(33), ' '])
      assert.ok(!canBeRequest(Buffer.from(start)), start);
    for (const start of ['H', 'HTTP/1.', 'HTTP/1.1 200', 'HTTP/1.1 200 OK\r\nDa']) assert.ok(canBeResponse(Buffer.from(start)), start);
    for (const start of ['220 mail', 'HTTP/2', 'HTTP/1.1\r\n']) assert.ok(!canBeResponse(Buffer.from(start)), start);
  });
});
