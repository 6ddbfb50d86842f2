/** Whom the tool may send to: this machine, and what the user named in so many words; what is denied stays denied. */
import { BlockList, isIP } from 'node:net';

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

/** Addresses that mean nothing beyond a machine or a network of one's own: RFC 1918, 6598, 3927, 4193, 4291. */
const inside = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  inside.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  inside.addSubnet(net, bits, 'ipv6');

/** Is it an IP address at which somebody on the internet may be? An IPv4 address in IPv6 clothes is what it is. */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address);
  return version !== 0 && !inside.check(address, version === 4 ? 'ipv4' : 'ipv6');
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
