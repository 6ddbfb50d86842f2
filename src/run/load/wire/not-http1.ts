/** Why an answer is none of HTTP/1.x, in words that name what to look at. */

const http2 = 'the server speaks HTTP/2, the load HTTP/1.1';

/** `begin`: the first bytes of the answer, where they are known. */
export function notHttp1(begin: Buffer, detail: string): string {
  if (isHttp2(begin)) return `not an HTTP/1.x answer: ${http2}`;
  if (detail.endsWith('NO_APPLICATION_PROTOCOL')) return `no HTTP/1.1 by TLS: the server may speak HTTP/2 alone (${detail})`;
  return `not an HTTP/1.x answer (${detail})`;
}

/** A server's first frame is SETTINGS: three bytes of length, type 4, flags, and stream 0. */
export function isHttp2(begin: Buffer): boolean {
  return begin.length >= 9 && begin[0] === 0 && begin[3] === 4 && begin.readUInt32BE(5) === 0;
}
