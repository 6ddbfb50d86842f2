/** Why a server gave no answer, in words for people, and what to do about it. The code stays, in brackets, for who looks it up. */
import { messageOf, systemCodeOf } from '../errors.ts';
import { isHttp2 } from './load/wire/not-http1.ts';

export interface Why {
  readonly reason: string;
  readonly hint: string;
}

const start = 'start it, or check the address';
const authority = 'name the authority that signed it: tls: {ca: FILE} of the target, in a file; {insecure: true} believes whoever answers';
const http2 = {
  reason: 'the server speaks HTTP/2 alone, the load HTTP/1.1',
  hint: 'let it speak HTTP/1.1 too, or put a proxy that does before it',
};

type Explain = (error: NodeJS.ErrnoException, url: URL) => Why;

const byCode: readonly (readonly [RegExp, Explain])[] = [
  [/^ECONNREFUSED$/, () => ({ reason: 'nothing listens there', hint: start })],
  [
    /^(ENOTFOUND|EAI_\w+)$/,
    ({ code }, { hostname }) => ({
      reason: `the name ${hostname} is not found`,
      hint: code === 'EAI_AGAIN' ? 'check that a DNS server can be reached' : 'check the name',
    }),
  ],
  [
    /^(ECONNRESET|EPIPE)$/,
    (_, { protocol }) => ({
      reason: 'it ended the connection before it answered',
      hint:
        protocol === 'http:'
          ? 'check the port: it may speak https, or be no HTTP server'
          : 'check the port, and whether it wants a certificate: tls: {cert: FILE, key: FILE}',
    }),
  ],
  [
    /^DEPTH_ZERO_SELF_SIGNED_CERT$/,
    () => ({
      reason: 'its certificate is signed by itself, and by nobody who is trusted here',
      hint: authority.replace('the authority that signed it', 'the certificate'),
    }),
  ],
  [
    /^(UNABLE_TO_\w+|SELF_SIGNED_CERT_IN_CHAIN|CERT_UNTRUSTED)$/,
    () => ({ reason: 'its certificate is signed by no authority that is trusted here', hint: authority }),
  ],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, otherName],
  [
    /^CERT_HAS_EXPIRED$/,
    () => ({ reason: 'its certificate has expired', hint: 'renew it; tls: {insecure: true} of the target believes whoever answers' }),
  ],
  [/^CERT_NOT_YET_VALID$/, () => ({ reason: 'its certificate is not valid yet', hint: 'check the clock here and there' })],
  [/CERTIFICATE_REQUIRED/, () => ({ reason: "it wants a client's certificate", hint: 'tls: {cert: FILE, key: FILE} of the target' })],
  [/^HPE_/, (error) => notHttp(error)],
];

/** Within TLS the library tells more by its message than by its code. */
const byMessage: readonly (readonly [RegExp, Why])[] = [
  [/no application protocol/i, { ...http2, reason: 'the server offers no HTTP/1.1 by TLS: it may speak HTTP/2 alone' }],
  [
    /wrong version number|packet length too long|http request/i,
    { reason: 'what answers there does not speak TLS', hint: 'this port speaks http, not https: write http://' },
  ],
  [/certificate required/i, { reason: "it wants a client's certificate", hint: 'tls: {cert: FILE, key: FILE} of the target' }],
  [
    /^.*\bSSL\b|EPROTO/i,
    { reason: 'the TLS handshake failed', hint: 'check that this port speaks https, and which versions of TLS it accepts' },
  ],
];

/** Of an error that `ask` threw for this URL. */
export function whyUnanswered(error: unknown, url: string): Why {
  const code = systemCodeOf(error);
  const message = messageOf(error);
  if (code === undefined) return { reason: message, hint: start };
  const known = byCode.find(([pattern]) => pattern.test(code))?.[1](error as NodeJS.ErrnoException, new URL(url));
  const why = known ?? byMessage.find(([pattern]) => pattern.test(`${code} ${message}`))?.[1];
  return why === undefined ? { reason: code, hint: start } : { ...why, reason: `${why.reason} (${code})` };
}

function otherName(error: Error, { hostname }: URL): Why {
  const { host, cert } = error as { host?: string; cert?: { subjectaltname?: string } };
  const names = cert?.subjectaltname?.replaceAll(/\b(DNS|IP Address):/g, '') ?? 'another name';
  return {
    reason: `its certificate is for ${names}, and not for ${host ?? hostname}`,
    hint: 'write the URL with that name, or tls: {servername: NAME} of the target',
  };
}

/** By the first bytes of what came instead of an answer. */
function notHttp(error: Error): Why {
  const { rawPacket } = error as { rawPacket?: Buffer };
  const begin = rawPacket ?? Buffer.alloc(0);
  if (isHttp2(begin)) return http2;
  // An alert of TLS.
  if (begin[0] === 0x15 && begin[1] === 3)
    return { reason: 'what answers there speaks TLS', hint: 'this port speaks https, not http: write https://' };
  return { reason: 'what it answers is not HTTP/1.x', hint: 'check the port: something else than a web server may listen there' };
}
