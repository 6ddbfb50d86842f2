/** URLs and host:port pairs as people write them. */

export type Address = { readonly host: string; readonly port: number };

/** By scheme: what somebody may well want to load, and this version can't. */
const otherProtocols: Readonly<Record<string, string>> = {
  'h2:': 'HTTP/2',
  'h2c:': 'HTTP/2',
  'http2:': 'HTTP/2',
  'h3:': 'HTTP/3',
  'http3:': 'HTTP/3',
  'grpc:': 'gRPC',
  'grpcs:': 'gRPC',
  'ws:': 'WebSocket',
  'wss:': 'WebSocket',
};

/** An http(s) URL, or a sentence that says what was expected. */
export function readUrl(text: string): URL | string {
  const wanted = 'expected a URL such as http://127.0.0.1:8080';
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return /^[\w.-]+(:\d+)?(\/|$)/.test(text) ? `${wanted}, got "${text}"; write http://${text}` : `${wanted}, got "${text}"`;
  }
  if (url.protocol === 'http:' || url.protocol === 'https:') return url.hostname === '' ? `${wanted}, got "${text}"` : url;
  const spoken = otherProtocols[url.protocol];
  if (spoken !== undefined) return `${wanted}: ${spoken} is not spoken by this version, load is HTTP/1.1`;
  return /^[\w.-]+:\d+/.test(text)
    ? `${wanted}, got "${text}"; write http://${text}`
    : `${wanted}, got one that begins with ${url.protocol}//`;
}

/** `127.0.0.1:21001`, `payments.local:443`, `[::1]:80`, or a sentence that says what was expected. */
export function readAddress(text: string): Address | string {
  const wanted = `expected HOST:PORT such as 127.0.0.1:21001, got "${text}"`;
  const match = /^(\[[0-9a-f:.]+\]|[^\s:/@]+):(\d{1,5})$/i.exec(text.trim());
  if (!match) return /^\d+$/.test(text) ? `${wanted}; write 127.0.0.1:${text}` : wanted;
  const port = Number(match[2]);
  if (port < 1 || port > 65_535) return `expected a port from 1 to 65535, got ${port}`;
  return { host: match[1] as string, port };
}

/** A path is taken on the target's host; a whole URL stays. `${env.NAME}` in either is kept. */
export function onTarget(target: string, pathOrUrl: string): string {
  if (!pathOrUrl.startsWith('/')) return pathOrUrl;
  return `${/^[a-z]+:\/\/[^/?#]*/i.exec(target)?.[0] ?? target}${pathOrUrl}`;
}
