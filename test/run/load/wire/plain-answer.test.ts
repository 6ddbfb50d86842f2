/** The parser is the oracle: whatever the quick way reads, the parser must read alike. */
// The Client's own names begin with an underscore.
/* eslint-disable no-underscore-dangle */
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { AutocannonClient, type AnswerInfo, type ParserConstants } from '../../../../src/run/load/wire/autocannon.ts';
import { headersIn, noAnswer, readPlainAnswer, type PlainAnswer } from '../../../../src/run/load/wire/plain-answer.ts';

function quickly(piece: Buffer): PlainAnswer | null {
  const once = noAnswer();
  const read = readPlainAnswer(piece, once);
  // What was read before changes nothing: neither another answer, nor the same.
  for (const before of [plain, piece]) {
    const again = noAnswer();
    readPlainAnswer(Buffer.from(before), again);
    assert.equal(readPlainAnswer(piece, again), read);
    if (read) assert.deepEqual(again, once);
  }
  return read ? once : null;
}

/** What the parser makes of the same piece: one whole answer and nothing after it, or null. */
function thoroughly(piece: Buffer): { status: number; headers: string[]; keepAlive: boolean; body: string } | null {
  const client = new AutocannonClient({
    hostname: 'none',
    port: 1,
    protocol: 'http:',
    setupClient: (made) => {
      made._connect = () => {};
      made._doRequest = () => {};
    },
  });
  client.timeoutTicker.clear();
  const { parser } = client;
  const constants = (parser as unknown as { constructor: ParserConstants }).constructor;
  let info: AnswerInfo | null = null;
  let complete = 0;
  const body: Buffer[] = [];
  parser[constants.kOnHeaders] = () => {};
  parser[constants.kOnHeadersComplete] = (told: AnswerInfo) => void (info = told);
  parser[constants.kOnBody] = (part: Buffer) => void body.push(part);
  parser[constants.kOnMessageComplete] = () => void (complete += 1);
  const read = parser.execute(piece);
  if (typeof read !== 'number' || complete !== 1 || parser.state !== 'RESPONSE_LINE' || parser.line !== '') return null;
  const { statusCode, headers, shouldKeepAlive } = info as unknown as AnswerInfo;
  return { status: statusCode, headers: [...headers], keepAlive: shouldKeepAlive, body: Buffer.concat(body).toString('latin1') };
}

const plain = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello';

describe('readPlainAnswer', () => {
  it('reads status, headers, the length of the body and whether the connection stays', () => {
    const read = quickly(Buffer.from(plain));
    assert.deepEqual([read?.status, read?.keepAlive, read?.bodyAt], [200, true, plain.length - 5]);
    assert.deepEqual(headersIn(read?.head ?? ''), ['Content-Type', 'text/plain', 'Content-Length', '5']);
    assert.equal(
      quickly(Buffer.from(plain.replace('200 OK', '503').replace('\r\n\r\n', '\r\nCONNECTION:  Close\r\n\r\n')))?.keepAlive,
      false,
    );
    assert.equal(quickly(Buffer.from(plain.replace('hello', 'größe').replace(': 5', ': 7')))?.status, 200);
  });

  const left: [what: string, text: string][] = [
    ['less than all of it', plain.slice(0, -1)],
    ['more than all of it', `${plain}H`],
    ['two answers', plain + plain],
    ['a head that is cut', plain.slice(0, 30)],
    ['no length', plain.replace('Content-Length', 'X-Length')],
    ['two lengths', plain.replace('\r\n\r\n', '\r\ncontent-length: 5\r\n\r\n')],
    ['a length that is none', plain.replace(': 5', ': 5x')],
    ['chunks', plain.replace('\r\n\r\n', '\r\nTransfer-Encoding: chunked\r\n\r\n')],
    ['an upgrade', plain.replace('\r\n\r\n', '\r\nUpgrade: h2c\r\n\r\n')],
    ['two connection headers', plain.replace('\r\n\r\n', '\r\nconnection: x\r\nconnection: close\r\n\r\n')],
    ['a folded header', plain.replace('text/plain', 'text/plain;\r\n charset=x')],
    ['a bare line end', plain.replace('text/plain', 'text\nplain')],
    ['HTTP/1.0', plain.replace('HTTP/1.1', 'HTTP/1.0')],
    ['an interim answer', plain.replace('200', '103')],
    ['no content', plain.replace('200', '204')],
    ['not modified', plain.replace('200', '304')],
    ['a line without a name', plain.replace('Content-Type', '')],
    ['bytes outside of ASCII in the head', plain.replace('text/plain', 'größe')],
    ['something else', 'hello\r\n\r\n'],
  ];
  for (const [what, text] of left) {
    it(`leaves to the parser: ${what}`, () => {
      assert.equal(quickly(Buffer.from(text, 'latin1')), null);
    });
  }

  it('agrees with the parser on whatever it reads', () => {
    const name = fc.oneof(
      fc.constantFrom('content-length', 'Content-Length', 'Connection', 'transfer-encoding', 'Upgrade', 'Keep-Alive', 'X-A', 'date'),
      fc.stringMatching(/^[\x20-\x7e]{1,8}$/),
    );
    const value = fc.oneof(
      fc.constantFrom('5', ' 5', '5 ', '05', '0', 'close', ' keep-alive', 'Close, x', 'chunked', 'h2c', ''),
      fc.stringMatching(/^[\x20-\x7e\t]{0,12}$/),
    );
    const line = fc.tuple(name, fc.constantFrom(':', ': ', ':\t', ' : ', ''), value).map((parts) => parts.join(''));
    const status = fc.constantFrom(
      'HTTP/1.1 200 OK',
      'HTTP/1.1 404',
      'HTTP/1.1 503 ',
      'HTTP/1.1 20',
      'HTTP/1.1 2000',
      'HTTP/1.1  200 OK',
      'HTTP/1.1 299 \t~',
    );
    const body = fc.uint8Array({ maxLength: 7 }).map((bytes) => Buffer.from(bytes).toString('latin1'));
    let read = 0;
    fc.assert(
      fc.property(status, fc.array(line, { maxLength: 4 }), fc.boolean(), body, (first, lines, told, text) => {
        const length = told ? [`content-length: ${text.length}`] : [];
        const piece = Buffer.from([first, ...lines, ...length, '', text].join('\r\n'), 'latin1');
        const quick = quickly(piece);
        if (quick === null) return;
        read += 1;
        const thorough = thoroughly(piece);
        assert.ok(thorough !== null, piece.toString('latin1'));
        assert.deepEqual(
          [quick.status, quick.keepAlive, headersIn(quick.head), piece.toString('latin1', quick.bodyAt)],
          [thorough.status, thorough.keepAlive, thorough.headers, thorough.body],
        );
      }),
      { numRuns: 6_000 },
    );
    assert.ok(read > 300, `only ${read} were plain: the property says little`);
  });
});
