/**
 * curl's options: which take a value, and what becomes of them. Every option that curl 8 has for HTTP is here, so that a word
 * after an option is never taken for a URL; one that is not here is refused.
 */

/** What reads it (request.ts), or why it can be left aside, or why it can't. */
export type Fate = 'read' | 'harmless' | { readonly note: string } | { readonly refused: string };

export interface Option {
  readonly name: string;
  readonly takesValue: boolean;
  readonly fate: Fate;
}

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

const read = {
  withValue: words(
    'data data-ascii data-binary data-raw data-urlencode form form-string header json max-redirs oauth2-bearer range request url url-query user cookie',
  ),
  alone: words('get globoff head location location-trusted next'),
};

/** Change what is shown, kept or retried, or how the connection is made; the request is the same. */
const harmless = {
  withValue: words(`
    cacert capath cert-type ciphers connect-timeout cookie-jar create-file-mode crlfile curves delegation dns-interface dns-ipv4-addr dns-ipv6-addr
    dns-servers dump-header egd-file engine etag-save expect100-timeout happy-eyeballs-timeout-ms hsts alt-svc interface keepalive-time keepalive-cnt
    libcurl limit-rate local-port max-filesize max-time noproxy output output-dir parallel-max pinnedpubkey proto proto-default
    proto-redir random-file rate referer retry retry-delay retry-max-time speed-limit speed-time stderr tls-max tls13-ciphers trace trace-ascii user-agent
    trace-config write-out doh-url ipfs-gateway ip-tos vlan-priority ech sigalgs parallel-max-host`),
  alone: words(`
    append basic buffer clobber compressed create-dirs crlf disable disable-eprt disable-epsv disallow-username-in-url fail fail-early fail-with-body
    false-start http0.9 http1.0 http1.1 http2 http2-prior-knowledge http3 http3-only ignore-content-length include ipv4 ipv6 junk-session-cookies
    keepalive no-buffer no-clobber no-keepalive no-progress-meter progress-meter no-sessionid sessionid parallel parallel-immediate path-as-is
    progress-bar raw remote-header-name remote-name remote-name-all remote-time remove-on-error retry-all-errors retry-connrefused show-error show-headers
    silent skip-existing ssl ssl-allow-beast ssl-auto-client-cert ssl-no-revoke ssl-reqd ssl-revoke-best-effort sslv2 sslv3 styled-output
    suppress-connect-headers tcp-fastopen tcp-nodelay tlsv1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 tr-encoding trace-ids trace-time no-alpn no-npn alpn npn
    use-ascii verbose xattr doh-cert-status doh-insecure cert-status mptcp`),
};

const notes: Readonly<Record<string, { readonly takesValue: boolean; readonly note: string }>> = {
  insecure: { takesValue: false, note: 'nothing about certificates is imported (-k)' },
  resolve: { takesValue: true, note: 'names are resolved as on this machine (--resolve)' },
  'connect-to': { takesValue: true, note: 'connections go to the host of the target (--connect-to)' },
  'etag-compare': { takesValue: true, note: 'no copies are kept, so none is compared (--etag-compare)' },
  ...Object.fromEntries(
    ['post301', 'post302', 'post303'].map((name) => [
      name,
      { takesValue: false, note: `a redirect makes a GET of a POST, as in a browser (--${name})` },
    ]),
  ),
  'time-cond': { takesValue: true, note: 'no copies are kept, so none is compared (-z)' },
};

const noProxy = 'requests go to the target without a proxy: call curl without it and import that';
const noCertificate = 'client certificates are no part of a step';
const noOtherLogin = 'only Basic and Bearer credentials are headers of one request';
const noFiles = 'no file is read: write the text itself after -d';
const noFtp = 'this is not about HTTP';

const refused: Readonly<Record<string, { readonly withValue?: string; readonly alone?: string }>> = {
  [noProxy]: {
    withValue: `proxy preproxy proxy-cacert proxy-capath proxy-cert proxy-cert-type proxy-ciphers proxy-crlfile proxy-header proxy-key proxy-key-type
      proxy-pass proxy-pinnedpubkey proxy-service-name proxy-tls13-ciphers proxy-tlsauthtype proxy-tlspassword proxy-tlsuser proxy-user proxy1.0
      socks4 socks4a socks5 socks5-gssapi-service socks5-hostname haproxy-clientip`,
    alone: `proxy-anyauth proxy-basic proxy-digest proxy-insecure proxy-negotiate proxy-ntlm proxy-ssl-allow-beast proxy-ssl-auto-client-cert proxy-tlsv1
      proxytunnel haproxy-protocol socks5-basic socks5-gssapi socks5-gssapi-nec proxy-ca-native proxy-http2`,
  },
  [noCertificate]: { withValue: 'cert key key-type pass', alone: 'ca-native' },
  [noOtherLogin]: {
    withValue: 'aws-sigv4 login-options sasl-authzid service-name tlsauthtype tlspassword tlsuser krb netrc-file',
    alone: 'anyauth digest negotiate ntlm ntlm-wb netrc netrc-optional sasl-ir',
  },
  [noFiles]: { withValue: 'config upload-file variable upload-flags', alone: '' },
  'a step is sent over TCP to the target': { withValue: 'unix-socket abstract-unix-socket' },
  'the request line is made from the URL': { withValue: 'request-target continue-at' },
  'this shows something and sends nothing': { withValue: '', alone: 'help manual version' },
  [noFtp]: {
    withValue: `ftp-account ftp-alternative-to-user ftp-method ftp-port ftp-ssl-ccc-mode hostpubmd5 hostpubsha256 mail-auth mail-from mail-rcpt pubkey
      quote telnet-option tftp-blksize`,
    alone: `compressed-ssh ftp-create-dirs ftp-pasv ftp-pret ftp-skip-pasv-ip ftp-ssl-ccc ftp-ssl-control list-only mail-rcpt-allowfails metalink
      tftp-no-options form-escape`,
  },
};

const short: Readonly<Record<string, string>> = {
  '0': 'http1.0',
  '1': 'tlsv1',
  '2': 'sslv2',
  '3': 'sslv3',
  '4': 'ipv4',
  '6': 'ipv6',
  '#': 'progress-bar',
  ':': 'next',
  a: 'append',
  A: 'user-agent',
  b: 'cookie',
  B: 'use-ascii',
  c: 'cookie-jar',
  C: 'continue-at',
  d: 'data',
  D: 'dump-header',
  e: 'referer',
  E: 'cert',
  f: 'fail',
  F: 'form',
  g: 'globoff',
  G: 'get',
  h: 'help',
  H: 'header',
  i: 'include',
  I: 'head',
  j: 'junk-session-cookies',
  J: 'remote-header-name',
  k: 'insecure',
  K: 'config',
  l: 'list-only',
  L: 'location',
  m: 'max-time',
  M: 'manual',
  n: 'netrc',
  N: 'no-buffer',
  o: 'output',
  O: 'remote-name',
  p: 'proxytunnel',
  P: 'ftp-port',
  q: 'disable',
  Q: 'quote',
  r: 'range',
  R: 'remote-time',
  s: 'silent',
  S: 'show-error',
  t: 'telnet-option',
  T: 'upload-file',
  u: 'user',
  U: 'proxy-user',
  v: 'verbose',
  V: 'version',
  w: 'write-out',
  x: 'proxy',
  X: 'request',
  y: 'speed-time',
  Y: 'speed-limit',
  z: 'time-cond',
  Z: 'parallel',
};

const options = new Map<string, Option>();
const put = (names: readonly string[], takesValue: boolean, fate: Fate): void => {
  for (const name of names) if (name !== '') options.set(name, { name, takesValue, fate });
};
put(read.withValue, true, 'read');
put(read.alone, false, 'read');
put(harmless.withValue, true, 'harmless');
put(harmless.alone, false, 'harmless');
for (const [name, { takesValue, note }] of Object.entries(notes)) put([name], takesValue, { note });
for (const [reason, { withValue = '', alone = '' }] of Object.entries(refused)) {
  put(words(withValue), true, { refused: reason });
  put(words(alone), false, { refused: reason });
}

/** By its long name; `--no-keepalive` is known where `keepalive` is. */
export function longOption(name: string): Option | undefined {
  const found = options.get(name);
  if (found !== undefined || !name.startsWith('no-')) return found;
  const positive = options.get(name.slice(3));
  return positive === undefined || positive.takesValue ? undefined : { name, takesValue: false, fate: 'harmless' };
}

export function shortOption(letter: string): Option | undefined {
  return Object.hasOwn(short, letter) ? options.get(short[letter] as string) : undefined;
}
