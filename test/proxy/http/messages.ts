/** Random HTTP messages, as bytes, and random ways to cut them. */
import * as fc from 'fast-check';

export interface Exchanged {
  readonly method: string;
  readonly path: string;
  readonly request: Buffer;
  /** How many of its bytes are the head, and what may stand before it. */
  readonly headBytes: number;
  /** Interim responses included. */
  readonly response: Buffer;
  readonly status: number;
}

const content = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
const extra = fc.array(
  fc.constantFrom(
    'Host: shop',
    'X-Long: aaaaaaaaaaaaaaaaaaaaaaa',
    'Accept:*/*',
    'x-tab:\tvalue ',
    'Connection: keep-alive',
    'Upgrade: h2c',
  ),
  { maxLength: 4 },
);

interface Framed {
  readonly fields: readonly string[];
  readonly bytes: Buffer;
}

const chunked: fc.Arbitrary<Framed> = fc
  .record({
    chunks: fc.array(
      fc.uint8Array({ minLength: 1, maxLength: 80 }).map((bytes) => Buffer.from(bytes)),
      { maxLength: 4 },
    ),
    extension: fc.constantFrom('', ';a=b', ' ; x="y"'),
    trailers: fc.constantFrom('', 'Checksum: 1\r\n', 'A: 1\r\nB: 2\r\n'),
    upper: fc.boolean(),
  })
  .map(({ chunks, extension, trailers, upper }) => {
    const size = (bytes: number): string => (upper ? bytes.toString(16).toUpperCase() : `0${bytes.toString(16)}`);
    const parts = chunks.flatMap((chunk) => [Buffer.from(`${size(chunk.length)}${extension}\r\n`), chunk, Buffer.from('\r\n')]);
    return { fields: ['Transfer-Encoding: chunked'], bytes: Buffer.concat([...parts, Buffer.from(`0${extension}\r\n${trailers}\r\n`)]) };
  });
const sized: fc.Arbitrary<Framed> = content.map((bytes) => ({ fields: [`content-LENGTH:  ${bytes.length}`], bytes }));
const bare: fc.Arbitrary<Framed> = fc.constant({ fields: [], bytes: Buffer.alloc(0) });

const exchanged: fc.Arbitrary<Exchanged> = fc
  .record({
    method: fc.constantFrom('GET', 'POST', 'HEAD', 'PUT', 'DELETE', 'M-SEARCH'),
    path: fc.constantFrom('/', '/orders', '/orders/1', '/e', '/e/2'),
    query: fc.constantFrom('', '?a=/b'),
    before: fc.constantFrom('', '', '\r\n'),
    newline: fc.constantFrom('\r\n', '\r\n', '\n'),
    extra,
    asked: fc.oneof(bare, sized, chunked),
    interim: fc.constantFrom('', 'HTTP/1.1 100 Continue\r\n\r\n', 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'),
    status: fc.constantFrom(200, 201, 204, 304, 404, 503),
    answered: fc.oneof(sized, chunked),
  })
  .map(({ method, path, query, before, newline, extra, asked, interim, status, answered }) => {
    const head = `${before}${[`${method} ${path}${query} HTTP/1.1`, ...extra, ...asked.fields].join(newline)}${newline}${newline}`;
    const answer = [`HTTP/1.1 ${status} Whatever it is`, ...extra, ...answered.fields].join('\r\n');
    const body = method === 'HEAD' || status === 204 || status === 304 ? Buffer.alloc(0) : answered.bytes;
    return {
      method,
      path,
      status,
      request: Buffer.concat([Buffer.from(head), asked.bytes]),
      headBytes: head.length,
      response: Buffer.concat([Buffer.from(`${interim}${answer}\r\n\r\n`), body]),
    };
  });

export const exchanges = fc.array(exchanged, { minLength: 1, maxLength: 8 });

/** Sizes of pieces, used in turn. */
export const cuts = fc.array(fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 400 })), { minLength: 1, maxLength: 12 });

export function* pieces(data: Buffer, sizes: readonly number[]): Generator<Buffer> {
  for (let at = 0, turn = 0; at < data.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield data.subarray(at, at + size);
    at += size;
  }
}
