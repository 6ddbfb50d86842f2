/** Whom the tool may send to: this machine, and what the user named in so many words; what is denied stays denied. */

export interface HostRules {
  readonly allowHosts: readonly string[];
  /** Exact names, or `*.prod.example.com`. */
  readonly denyHosts: readonly string[];
}

/** `host`, `host:port` or `[v6]:port`. */
export function hostAllowed(host: string, rules: HostRules): boolean {
  return hostRefusal(host, rules) === null;
}

export function hostRefusal(host: string, rules: HostRules): 'denied' | 'not allowed' | null {
  const name = bareHost(host);
  if (rules.denyHosts.some((pattern) => matches(name, pattern))) return 'denied';
  if (isLoopback(name) || rules.allowHosts.some((allowed) => bareHost(allowed) === name)) return null;
  return 'not allowed';
}

/** 127.0.0.0/8, ::1 and localhost (RFC 6761); private networks are not: they may be production. */
export function isLoopback(host: string): boolean {
  const name = bareHost(host);
  return name === 'localhost' || name.endsWith('.localhost') || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name);
}

/** Lower case, without port, brackets and a final dot. */
export function bareHost(host: string): string {
  const text = host.trim().toLowerCase();
  const bracketed = /^\[([^\]]*)\](:\d+)?$/.exec(text);
  if (bracketed) return bracketed[1] as string;
  const withoutPort = text.split(':').length === 2 ? text.replace(/:\d*$/, '') : text;
  return withoutPort.replace(/\.$/, '');
}

function matches(name: string, pattern: string): boolean {
  const bare = bareHost(pattern);
  return bare === '*' || (bare.startsWith('*.') ? name.endsWith(bare.slice(1)) : name === bare);
}
