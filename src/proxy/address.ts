/** `host:port` as it is written on Toxiproxy's wire, with the words in which a wrong one is refused. */
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { messageOf, systemCodeOf } from '../errors.ts';

export interface Address {
  /** An IP, or empty for all interfaces. */
  readonly host: string;
  readonly port: number;
}

/** An address that can't be listened on; the message is ready for the wire. */
export class AddressError extends Error {}

const services: Readonly<Record<string, number>> = { http: 80, https: 443 };

/** `host:port`, `[v6]:port`, `:port`. Throws AddressError. Names of a few services stand for their port. */
export function splitAddress(text: string): { host: string; port: number } {
  const colon = text.lastIndexOf(':');
  if (colon < 0) throw new AddressError(`address ${text}: missing port in address`);
  const bracket = text.indexOf(']');
  if (text.startsWith('[')) {
    if (bracket < 0) throw new AddressError(`address ${text}: missing ']' in address`);
    if (bracket + 1 === text.length) throw new AddressError(`address ${text}: missing port in address`);
    if (bracket + 1 !== colon)
      throw new AddressError(`address ${text}: ${text[bracket + 1] === ':' ? 'too many colons' : 'missing port'} in address`);
  } else if (text.indexOf(':') !== colon) throw new AddressError(`address ${text}: too many colons in address`);
  const host = text.startsWith('[') ? text.slice(1, bracket) : text.slice(0, colon);
  const stray = /[[\]]/.exec(text.startsWith('[') ? text.slice(bracket + 1) + host : text)?.[0];
  if (stray !== undefined) throw new AddressError(`address ${text}: unexpected '${stray}' in address`);
  return { host, port: portOf(text.slice(colon + 1)) };
}

function portOf(text: string): number {
  if (text === '') return 0;
  if (!/^[+-]?\d+$/.test(text)) {
    const known = services[text.toLowerCase()];
    if (known === undefined) throw new AddressError(`lookup tcp/${text}: unknown port`);
    return known;
  }
  const port = Number(text);
  if (port < 0 || port > 65_535) throw new AddressError(`address ${text}: invalid port`);
  return port;
}

/** The address with its name looked up; IPv4 is preferred. An empty text is any port on all interfaces. Throws AddressError. */
export async function resolveAddress(text: string): Promise<Address> {
  if (text === '') return { host: '', port: 0 };
  const { host, port } = splitAddress(text);
  if (host === '' || isIP(host) !== 0) return { host, port };
  try {
    const found = await lookup(host, { all: true });
    const best = found.find(({ family }) => family === 4) ?? found[0];
    if (best !== undefined) return { host: best.address, port };
  } catch (error) {
    if (systemCodeOf(error) !== 'ENOTFOUND') throw new AddressError(`lookup ${host}: ${messageOf(error)}`);
  }
  throw new AddressError(`lookup ${host}: no such host`);
}

/** `127.0.0.1:80`, `[::1]:80`, `:80`. */
export function writeAddress({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
