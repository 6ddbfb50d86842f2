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
