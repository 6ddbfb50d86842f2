/** Where connections go: scheme, host and port. */
export interface Origin {
  readonly protocol: 'http:' | 'https:';
  /** Without the brackets of an IPv6 address. */
  readonly hostname: string;
  readonly port: number;
  /** The Host header. */
  readonly host: string;
  /** The same for the same origin. */
  readonly key: string;
}

/** undefined for what is not an http or https URL. */
export function originOf(url: string): Origin | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || (parsed.protocol !== 'http:' && parsed.protocol !== 'https:')) return undefined;
  const port = parsed.port === '' ? (parsed.protocol === 'https:' ? 443 : 80) : Number(parsed.port);
  return {
    protocol: parsed.protocol,
    hostname: parsed.hostname.replace(/^\[|\]$/g, ''),
    port,
    host: parsed.host,
    key: parsed.origin,
  };
}
