import assert from 'node:assert/strict';
import { Talk } from '../talk.ts';

const get = (path = '/', version = '1.1', ...fields: string[]): string =>
  `${[`GET ${path} HTTP/${version}`, ...fields].join('\r\n')}\r\n\r\n`;
const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** What a client gets for one request. */
function answered(attributes: Record<string, number | string>, request = get()): Talk {
  const talk = new Talk();
  talk.toxic('http_error', attributes);
  talk.ask(request);
  assert.equal(talk.toUpstream.text, '');
  return talk;
}

describe('http_error', () => {
  it('answers with 503 and nothing else when nothing else is asked', () => {
    assert.equal(answered({}).toClient.text, 'HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nX-Stampede: http_error\r\n\r\n');
  });

  it('has a body whose length is counted in bytes, and says when to come again', () => {
    const text = answered({ status: 429, body: 'zu früh', retry_after: 7 }).toClient.bytes.toString();
    assert.match(text, /^HTTP\/1\.1 429 Too Many Requests\r\n/);
    assert.match(text, /\r\nContent-Length: 8\r\n/);
    assert.match(text, /\r\nRetry-After: 7\r\n/);
    assert.match(text, /\r\n\r\nzu früh$/);
  });

  it('has the length but not the body for HEAD, and neither where the status forbids it', () => {
    assert.match(answered({ body: 'no' }, get().replace('GET', 'HEAD')).toClient.text, /Content-Length: 2\r\n[^]*\r\n\r\n$/);
    for (const status of [204, 304]) {
      const { text } = answered({ status, body: 'no' }).toClient;
      assert.match(text, /\r\n\r\n$/);
      assert.doesNotMatch(text, /Content-Length/);
    }
  });

  it('ends the connection after the answer where the request says so, and only there', () => {
    for (const [request, ends, says] of [
      [get(), false, ''],
      [get('/', '1.1', 'Connection: close'), true, 'close'],
      [get('/', '1.0'), true, 'close'],
      [get('/', '1.0', 'Connection: Keep-Alive'), false, 'keep-alive'],
    ] as const) {
      const talk = answered({ body: 'no' }, request);
      assert.equal(talk.toClient.ended, ends);
      assert.equal(/\r\nConnection: (.*)\r\n/.exec(talk.toClient.text)?.[1] ?? '', says);
      talk.ask(get());
      assert.equal(talk.toClient.text.split('HTTP/1.1').length - 1, ends ? 1 : 2);
      talk.clientEnds();
      assert.ok(talk.toUpstream.ended);
    }
  });

  it('reads nothing more after a request that ends the connection', () => {
    const talk = new Talk();
    talk.toxic('http_error', {}, { path: '/e' });
    talk.ask(get('/e', '1.1', 'Connection: close') + get('/a'));
    assert.ok(talk.toClient.ended);
    assert.equal(talk.toUpstream.text, '');
    assert.equal(talk.counters.requests, 1);
  });

  it('reads the body and drops it before it answers', () => {
    const talk = answered({}, 'POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab');
    assert.equal(talk.toClient.text, '');
    talk.ask('cde');
    assert.equal(talk.toClient.text.split('HTTP/1.1').length - 1, 1);
    talk.ask('POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r');
    assert.equal(talk.toClient.text.split('HTTP/1.1').length - 1, 1);
    talk.ask('\n');
    assert.equal(talk.toClient.text.split('HTTP/1.1').length - 1, 2);
    assert.equal(talk.toUpstream.text, '');
  });

  it('lets a client that waits for 100 Continue send its body, in its turn', () => {
    const talk = new Talk();
    talk.toxic('http_error', {}, { method: 'PUT' });
    talk.ask(`${get()}PUT / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n`);
    assert.equal(talk.toClient.text, '');
    talk.answer(ok);
    assert.equal(talk.toClient.text, `${ok}HTTP/1.1 100 Continue\r\n\r\n`);
    talk.ask(`body${get()}`);
    assert.match(talk.toClient.text, /100 Continue\r\n\r\nHTTP\/1\.1 503 /);
    assert.equal(talk.toUpstream.text, get() + get());
  });

  it('keeps the order of pipelined requests', () => {
    const talk = new Talk();
    talk.toxic('http_error', { status: 500 }, { path: '/e' });
    talk.ask(get('/e') + get('/a') + get('/e?x=1') + get('/b') + get('/e'));
    assert.equal(talk.toUpstream.text, get('/a') + get('/b'));
    talk.answer(ok);
    talk.answer(ok.replace('ok', 'OK'));
    const statuses = [...talk.toClient.text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);
    assert.deepEqual(statuses, ['500', '200', '500', '200', '500']);
  });

  it('ends the connection when the rest of a request that it answers can not be read: the upstream must not get it', () => {
    const talk = answered({}, 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n');
    assert.match(talk.toClient.text, /^HTTP\/1\.1 503 /);
    assert.ok(talk.toClient.ended);
    talk.ask(get());
    assert.equal(talk.toUpstream.text, '');
    assert.equal(talk.counters.unparsed, 1);
  });

  it('drops the rest of a request that it answers also when what the upstream says can not be read', () => {
    const talk = new Talk();
    talk.toxic('http_error', {}, { method: 'PUT' });
    talk.ask(`${get()}PUT / HTTP/1.1\r\nContent-Length: 4\r\n\r\nbo`);
    talk.answer('nonsense\r\n');
    talk.ask(`dy${get()}`);
    assert.equal(talk.toUpstream.text, get() + get());
  });
});
