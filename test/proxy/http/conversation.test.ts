import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { cuts, exchanges, pieces, type Exchanged } from './messages.ts';
import { Talk } from './talk.ts';

const get = (path = '/', ...fields: string[]): string => `${[`GET ${path} HTTP/1.1`, 'Host: shop', ...fields].join('\r\n')}\r\n\r\n`;
const ok = (body = 'ok'): string => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
const all = <K extends 'request' | 'response'>(list: readonly Exchanged[], what: K): Buffer => Buffer.concat(list.map((one) => one[what]));

/** Feeds both streams in random pieces, no response before its request, and nothing to a side that is held. */
function converse(
  talk: Talk,
  list: readonly Exchanged[],
  sent: readonly Exchanged[],
  sizes: readonly number[],
  turns: readonly boolean[],
): void {
  const asked = [...pieces(all(list, 'request'), sizes)];
  const answered = [...pieces(all(sent, 'response'), sizes.toReversed())];
  /** Where the heads of those that are sent end in the request stream, and their responses in the response stream. */
  const headEnds: number[] = [];
  const responseEnds: number[] = [];
  let requestAt = 0;
  let responseAt = 0;
  for (const one of list) {
    if (sent.includes(one)) {
      headEnds.push(requestAt + one.headBytes);
      responseEnds.push((responseAt += one.response.length));
    }
    requestAt += one.request.length;
  }
  let fedRequests = 0;
  let fedResponses = 0;
  for (let turn = 0; asked.length + answered.length > 0; turn++) {
    const next = answered[0];
    const lastNeeded = next === undefined ? -1 : responseEnds.findIndex((end) => end >= fedResponses + next.length);
    const mayAnswer = next !== undefined && fedRequests >= (headEnds[lastNeeded] ?? Infinity);
    const mayAsk = asked.length > 0 && !talk.clientSocket.paused;
    if (mayAnswer && (!mayAsk || turns[turn % turns.length] === true)) {
      fedResponses += next.length;
      talk.answer(answered.shift() ?? '');
    } else if (mayAsk) {
      fedRequests += asked[0]?.length ?? 0;
      talk.ask(asked.shift() ?? '');
    } else if (next !== undefined) {
      // A piece that reaches into the response of a request that waits: the part that may come.
      const end = responseEnds.findLast((_, at) => (headEnds[at] ?? Infinity) <= fedRequests) ?? 0;
      assert.ok(end > fedResponses, 'held without cause');
      answered[0] = next.subarray(end - fedResponses);
      talk.answer(next.subarray(0, end - fedResponses));
      fedResponses = end;
    } else assert.fail('held though everything is answered');
  }
}

const turns = fc.array(fc.boolean(), { minLength: 1, maxLength: 9 });

describe('conversation', () => {
  it('passes any sequence of messages, cut anywhere, byte for byte, and counts the requests', () => {
    fc.assert(
      fc.property(exchanges, cuts, turns, (list, sizes, order) => {
        const talk = new Talk();
        converse(talk, list, list, sizes, order);
        assert.ok(talk.toUpstream.bytes.equals(all(list, 'request')));
        assert.ok(talk.toClient.bytes.equals(all(list, 'response')));
        assert.equal(talk.counters.requests, list.length);
        assert.equal(talk.counters.unparsed, 0);
      }),
      { numRuns: 400 },
    );
  });

  it('takes out exactly the requests that are answered here, and puts the answers where they belong', () => {
    fc.assert(
      fc.property(exchanges, cuts, turns, (list, sizes, order) => {
        const talk = new Talk();
        talk.toxic('http_error', { status: 500, body: 'no' }, { path: '/e*' });
        const sent = list.filter(({ path }) => !path.startsWith('/e'));
        converse(talk, list, sent, sizes, order);
        const upstreamSaw = list.map((one) => (sent.includes(one) ? one.request : one.request.subarray(0, before(one))));
        assert.equal(talk.toUpstream.text, Buffer.concat(upstreamSaw).toString('latin1'));
        const own = (one: Exchanged): string =>
          `HTTP/1.1 500 Internal Server Error\r\nContent-Length: 2\r\nContent-Type: text/plain; charset=utf-8\r\nX-Stampede: http_error\r\n\r\n${one.method === 'HEAD' ? '' : 'no'}`;
        assert.equal(talk.toClient.text, list.map((one) => (sent.includes(one) ? one.response.toString('latin1') : own(one))).join(''));
        assert.equal(talk.counters.requests, list.length);
        assert.equal(talk.counters.toxics['http_error']?.requests, list.length - sent.length);
      }),
      { numRuns: 400 },
    );
  });

  it('passes on whatever it can not read, byte for byte, once', () => {
    const mutated = fc
      .record({ list: exchanges, at: fc.nat(), bytes: fc.uint8Array({ minLength: 1, maxLength: 9 }), cut: fc.boolean() })
      .map(({ list, at, bytes, cut }) => {
        const spoil = (data: Buffer): Buffer => {
          const where = at % data.length;
          return Buffer.concat([data.subarray(0, where), bytes, cut ? Buffer.alloc(0) : data.subarray(where + 1)]);
        };
        return { asked: spoil(all(list, 'request')), answered: spoil(all(list, 'response')) };
      });
    const garbage = fc.record({ asked: fc.uint8Array({ maxLength: 2_000 }), answered: fc.uint8Array({ maxLength: 2_000 }) });
    fc.assert(
      fc.property(fc.oneof(mutated, garbage), cuts, fc.boolean(), ({ asked, answered }, sizes, answersFirst) => {
        const talk = new Talk();
        const answer = (): void => {
          for (const piece of pieces(Buffer.from(answered), sizes)) talk.answer(piece);
        };
        if (answersFirst) answer();
        for (const piece of pieces(Buffer.from(asked), sizes)) talk.ask(piece);
        if (!answersFirst) answer();
        talk.clientEnds();
        talk.upstreamEnds();
        assert.ok(talk.toUpstream.bytes.equals(Buffer.from(asked)));
        assert.ok(talk.toClient.bytes.equals(Buffer.from(answered)));
        assert.ok(talk.toUpstream.ended && talk.toClient.ended);
        assert.ok((talk.counters.unparsed ?? 2) <= 1);
      }),
      { numRuns: 400 },
    );
  });

  it('survives any stream while toxics are at work', () => {
    fc.assert(
      fc.property(
        exchanges,
        fc.nat(),
        fc.uint8Array({ minLength: 1, maxLength: 9 }),
        cuts,
        fc.constantFrom('truncate', 'flip', 'replace'),
        (list, at, bytes, sizes, mode) => {
          const talk = new Talk();
          talk.toxic('http_error', { body: 'no' }, { share: 0.5 });
          talk.toxic('http_corrupt', { mode, bytes: 3 });
          const spoil = (data: Buffer): Buffer => {
            data.set(bytes, at % Math.max(data.length - bytes.length, 1));
            return data;
          };
          for (const piece of pieces(spoil(all(list, 'request')), sizes)) talk.ask(piece);
          for (const piece of pieces(spoil(all(list, 'response')), sizes)) talk.answer(piece);
          talk.clientEnds();
          talk.upstreamEnds();
          assert.ok(talk.toUpstream.ended && talk.toClient.ended);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('keeps no more of a head than 64 KiB, and then lets the connection be', () => {
    const endless = `GET / HTTP/1.1\r\n${'x: aaaaaaaaaaaa\r\n'.repeat(20_000)}`;
    for (const size of [1, 7, 60_000]) {
      const talk = new Talk();
      let fed = 0;
      for (const piece of pieces(Buffer.from(size === 1 ? endless.slice(0, 70_000) : endless), [size])) {
        talk.ask(piece);
        fed += piece.length;
        if (fed % 10_000 < size) assert.ok(fed - talk.toUpstream.bytes.length <= 64 * 1024);
      }
      assert.equal(talk.toUpstream.bytes.length, fed);
      assert.equal(talk.counters.unparsed, 1);
    }
  });

  const unreadable: readonly (readonly [string, string])[] = [
    ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a line of another protocol', 'EHLO shop\r\n'],
    ['two lengths', get('/', 'Content-Length: 2', 'Content-Length: 3')],
    ['a length and chunks', get('/', 'Content-Length: 2', 'Transfer-Encoding: chunked')],
    ['a length that is no number', get('/', 'Content-Length: +2')],
    ['chunks that are not the last coding', get('/', 'Transfer-Encoding: chunked, gzip')],
    ['a folded line', get('/', 'X: a', ' b')],
    ['a blank before the colon', get('/', 'Content-Length : 2')],
    ['a line without a colon', get('/', 'nonsense')],
    ['a chunk size that is no number', `${get('/', 'Transfer-Encoding: chunked')}x\r\n`],
    ['a chunk size beyond all bounds', `${get('/', 'Transfer-Encoding: chunked')}fffffffffffffff\r\n`],
    ['a chunk that does not end', `${get('/', 'Transfer-Encoding: chunked')}1\r\nabc`],
  ];
  for (const [what, bytes] of unreadable)
    it(`does not wait for more, or guess, at ${what}`, () => {
      const talk = new Talk();
      talk.ask(bytes);
      assert.equal(talk.counters.unparsed, 1);
      talk.toxic('http_error');
      talk.ask(get());
      assert.equal(talk.toUpstream.text, bytes + get());
      assert.equal(talk.counters.unparsed, 1);
    });

  it('judges each head by its own first line', () => {
    const talk = new Talk();
    talk.ask(get().slice(0, 20));
    talk.ask(get().slice(20));
    talk.ask('EHLO shop\r');
    talk.ask('\n');
    assert.equal(talk.toUpstream.text, `${get()}EHLO shop\r\n`);
    assert.equal(talk.counters.unparsed, 1);
  });

  it('passes on a request that is held while what the upstream says turns out to be unreadable', () => {
    const talk = new Talk();
    const delay = talk.toxic('http_delay', { delay: 60_000 });
    talk.toxic('http_error');
    talk.ask(get('/a') + get('/b'));
    talk.answer('nonsense\r\n');
    talk.link.remove(delay);
    assert.equal(talk.toUpstream.text, get('/a') + get('/b'));
    assert.equal(talk.toClient.text, 'nonsense\r\n');
  });

  it('lets a connection be on which the upstream speaks first', () => {
    const talk = new Talk();
    talk.answer('220 mail\r\n');
    talk.toxic('http_error');
    talk.ask(get());
    assert.equal(talk.toClient.text, '220 mail\r\n');
    assert.equal(talk.toUpstream.text, get());
    assert.equal(talk.counters.unparsed, 1);
  });

  it('passes on what follows a CONNECT or an Upgrade when the upstream agreed, and reads on when it did not', () => {
    for (const [request, agrees] of [
      ['CONNECT shop:443 HTTP/1.1\r\nHost: shop\r\n\r\n', 'HTTP/1.1 200 OK\r\n\r\n'],
      [get('/', 'Connection: Upgrade', 'Upgrade: websocket'), 'HTTP/1.1 101 Switching Protocols\r\n\r\n'],
    ] as const) {
      for (const answer of [agrees, 'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n']) {
        const talk = new Talk();
        talk.ask(request + get('/next'));
        assert.equal(talk.toUpstream.text, request);
        assert.ok(talk.clientSocket.paused);
        talk.answer(answer);
        assert.equal(talk.toUpstream.text, request + get('/next'));
        assert.ok(!talk.clientSocket.paused);
        talk.answer('\x00\x01');
        assert.equal(talk.toClient.text, `${answer}\x00\x01`);
        assert.equal(talk.counters.requests, answer === agrees ? 1 : 2);
        assert.equal(talk.counters.unparsed, answer === agrees ? 0 : 1);
      }
    }
  });

  it('does not wait for a protocol when the client has gone', () => {
    const talk = new Talk();
    talk.ask(`CONNECT shop:443 HTTP/1.1\r\n\r\nearly`);
    talk.clientEnds();
    assert.ok(talk.toUpstream.text.endsWith('early'));
    assert.ok(talk.toUpstream.ended);
  });

  it('ends a body that ends with the connection, and then gives the answers that waited for it', () => {
    const talk = new Talk();
    talk.toxic('http_error', { status: 500 }, { path: '/e' });
    talk.ask(get('/a') + get('/e'));
    talk.answer('HTTP/1.1 200 OK\r\n\r\nuntil the end');
    assert.ok(talk.toClient.text.endsWith('until the end'));
    talk.upstreamEnds();
    assert.match(talk.toClient.text, /until the endHTTP\/1\.1 500 /);
    assert.ok(talk.toClient.ended);
  });

  it('holds a client that pipelines more than a thousand requests until they are answered', () => {
    const talk = new Talk();
    talk.ask(get().repeat(3_000));
    assert.equal(talk.toUpstream.text.length, get().length * 1_024);
    assert.ok(talk.clientSocket.paused);
    for (let n = 0; n < 3_000; n++) talk.answer(ok());
    assert.equal(talk.toUpstream.text.length, get().length * 3_000);
    assert.equal(talk.counters.requests, 3_000);
    assert.ok(!talk.clientSocket.paused);
  });

  it('holds a client that does not read the answers it gets from here', () => {
    const talk = new Talk();
    talk.toxic('http_error', { body: 'no' });
    talk.ask(get());
    // As the link does when the client's socket is full.
    talk.conversation.upstream.pause();
    talk.ask(get() + get() + get());
    assert.equal(talk.toClient.text.split('HTTP/1.1').length - 1, 2);
    assert.ok(talk.clientSocket.paused);
    talk.conversation.upstream.resume();
    assert.equal(talk.toClient.text.split('HTTP/1.1').length - 1, 4);
    assert.ok(!talk.clientSocket.paused);
  });

  it('passes a response on as one piece where it came as one', () => {
    const talk = new Talk();
    talk.ask(get());
    talk.answer(ok('a body'));
    assert.equal(talk.toUpstream.pieces.length, 1);
    assert.equal(talk.toClient.pieces.length, 1);
  });
});

/** Bytes before the head. */
function before({ request }: Exchanged): number {
  return request.toString('latin1').startsWith('\r\n') ? 2 : 0;
}
