/** Addresses as people write them, in the one form that can be compared and joined with a path. */
import { ChaosError } from '../../errors.ts';

export interface NormalHost {
  /** `http://host:port[/prefix]`, without a trailing slash and without credentials. */
  readonly url: string;
  /** From `user:password@`, which fetch refuses in a URL. */
  readonly authorization: string | undefined;
}

/** `localhost:8474/`, `http://h:8474//` -> `http://h:8474`. Throws USAGE for what is no http URL. */
export function normaliseHost(written: string): NormalHost {
  const text = written.trim();
  let url: URL;
  try {
    url = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`);
  } catch {
    throw notUrl(text);
  }
  if ((url.protocol !== 'http:' && url.protocol !== 'https:') || url.search !== '' || url.hash !== '') throw notUrl(text);
  const credentials =
    url.username === '' && url.password === '' ? undefined : `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return {
    url: `${url.protocol}//${url.host}${url.pathname.replaceAll(/\/+/g, '/').replace(/\/$/, '')}`,
    authorization: credentials === undefined ? undefined : `Basic ${Buffer.from(credentials).toString('base64')}`,
  };
}

function notUrl(text: string): ChaosError {
  return new ChaosError(
    'USAGE',
    `"${text.replace(/\/\/[^@/]*@/, '//')}" is not the URL of a Toxiproxy server`,
    'write it as http://127.0.0.1:8474',
  );
}

/** Two upstreams, or two listens, that are written differently and mean the same: `localhost:1` and `127.0.0.1:1`, in any case. */
export function isSameAddress(a: string, b: string): boolean {
  return canonical(a) === canonical(b);
}

/** Would both want the same port? An address on all interfaces (`:80`, `0.0.0.0:80`, `[::]:80`) includes every other with its port. */
export function isSameListen(a: string, b: string): boolean {
  const [hostA, portA] = split(canonical(a));
  const [hostB, portB] = split(canonical(b));
  return portA === portB && portA !== '0' && (hostA === hostB || hostA === '*' || hostB === '*');
}

function canonical(address: string): string {
  const [host, port] = split(address.trim().toLowerCase());
  const plain = host === 'localhost' ? '127.0.0.1' : ['', '0.0.0.0', '[::]', '::', '*'].includes(host) ? '*' : host;
  return `${plain}:${port}`;
}

function split(address: string): [host: string, port: string] {
  const colon = address.lastIndexOf(':');
  return [address.slice(0, Math.max(colon, 0)), address.slice(colon + 1)];
}
