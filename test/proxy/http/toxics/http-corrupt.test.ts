import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { cuts, pieces } from '../messages.ts';
import { Talk } from '../talk.ts';

const request = 'GET / HTTP/1.1\r\n\r\n';
const sized = (body: string): string => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\nContent-Encoding: gzip\r\n\r\n${body}`;
const chunked = (...chunks: string[]): string =>
  `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join('')}0\r\nSum: 1\r\n\r\n`;

function through(response: string, attributes: Record<string, number | string>, sizes: readonly number[] = [1 << 20]): Talk {
  const talk = new Talk();
  talk.toxic('http_corrupt', attributes);
  talk.ask(request);
  for (const piece of pieces(Buffer.from(response, 'latin1'), sizes)) talk.answer(piece);
  return talk;
}

/** Where two texts of one length differ. */
function differences(a: string, b: string): number[] {
  assert.equal(a.length, b.length);
  return [...a].flatMap((letter, at) => (letter === b[at] ? [] : [at]));
}

describe('http_corrupt', () => {
  it('truncates: the whole head, so many bytes of the body, and the end', () => {
    const talk = through(sized('0123456789'), { mode: 'truncate', bytes: 4 });
    assert.equal(talk.toClient.text, sized('0123456789').slice(0, -6));
    assert.ok(talk.toClient.ended);
    const { requests, bytes, connections } = talk.counters.toxics['http_corrupt'] ?? {};
    assert.deepEqual({ requests, bytes, connections }, { requests: 1, bytes: 6, connections: 1 });
    talk.answer('more');
    assert.ok(talk.toClient.text.endsWith('0123'));
  });

  it('truncates in the middle of a chunk, however it comes', () => {
    const response = chunked('abcdef', 'ghi');
    for (const size of [1, 2, 1_000]) {
      const talk = through(response, { mode: 'truncate', bytes: 8 }, [size]);
      assert.equal(talk.toClient.text, response.slice(0, response.indexOf('gh') + 2));
      assert.ok(talk.toClient.ended);
    }
  });

  it('leaves a body alone that is no longer, and does not count it', () => {
    const talk = through(sized('0123'), { mode: 'truncate', bytes: 4 });
    assert.equal(talk.toClient.text, sized('0123'));
    assert.ok(!talk.toClient.ended);
    assert.equal(talk.counters.toxics['http_corrupt']?.requests, 0);
  });

  it('flips one bit in each of so many bytes, one in each part of the body', () => {
    const body = 'x'.repeat(1_000);
    const talk = through(sized(body), { mode: 'flip', bytes: 10 });
    const at = differences(talk.toClient.text, sized(body)).map((place) => place - sized(body).indexOf('x'.repeat(9)));
    assert.deepEqual(
      at.map((place) => Math.floor(place / 100)),
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    );
    for (const letter of talk.toClient.text.slice(-1_000)) {
      const bits = (letter.charCodeAt(0) ^ 'x'.charCodeAt(0)).toString(2).replaceAll('0', '').length;
      assert.ok(bits <= 1);
    }
    assert.equal(talk.counters.toxics['http_corrupt']?.bytes, 10);
    assert.ok(!talk.toClient.ended);
  });

  it('touches bodies alone, changes as many bytes as it says, and does so wherever the stream is cut', () => {
    const texts = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(
        texts,
        fc.constantFrom('flip', 'replace'),
        fc.integer({ min: 1, max: 120 }),
        cuts,
        fc.boolean(),
        (lengths, mode, bytes, sizes, inChunks) => {
          const chunks = lengths.map((length) => '~'.repeat(length));
          const response = inChunks ? chunked(...chunks) : sized(chunks.join(''));
          const talk = through(response, { mode, bytes }, sizes);
          const body = lengths.reduce((sum, length) => sum + length, 0);
          const at = differences(talk.toClient.text, response);
          assert.ok(at.every((place) => response[place] === '~'));
          assert.equal(at.length, mode === 'flip' ? Math.min(bytes, body) : body);
          assert.equal(talk.counters.toxics['http_corrupt']?.bytes, at.length);
          assert.equal(talk.toClient.text, through(response, { mode, bytes }).toClient.text, 'depends on the pieces');
        },
      ),
      { numRuns: 200 },
    );
  });

  it('corrupts no answer without a body, and the right ones of several', () => {
    const talk = new Talk();
    talk.toxic('http_corrupt', { mode: 'replace' }, { path: '/b' });
    talk.ask('HEAD /b HTTP/1.1\r\n\r\nGET /a HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\n\r\n');
    const head = 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n';
    talk.answer(head + sized('aaa') + sized('bbb'));
    assert.ok(talk.toClient.text.startsWith(head + sized('aaa') + sized('bbb').slice(0, -3)));
    assert.doesNotMatch(talk.toClient.text.slice(-3), /b/);
    assert.equal(talk.counters.toxics['http_corrupt']?.requests, 1);
  });

  it('does nothing to a response that begins after it was removed', () => {
    const talk = new Talk();
    const toxic = talk.toxic('http_corrupt', { mode: 'replace' });
    talk.ask(request + request);
    talk.answer(sized('abc').slice(0, -2));
    talk.link.remove(toxic);
    talk.answer(`bc${sized('def')}`);
    assert.ok(talk.toClient.text.endsWith(sized('def')));
    assert.doesNotMatch(talk.toClient.text.slice(0, -sized('def').length), /abc$/);
  });
});
