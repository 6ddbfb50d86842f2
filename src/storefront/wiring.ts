/**
 * The table of dependency addresses, which may change while the shop runs: that is how a proxy is put on a link. Each link has
 * keep-alive connections of its own; connections to a former address are not used again.
 */
import { Agent } from 'node:http';
import { ChaosError } from '../errors.ts';
import { links } from './settings.ts';
import type { Link } from './settings.ts';

export interface Wire {
  readonly host: string;
  readonly port: number;
  readonly agent: Agent;
}

export class Wiring {
  readonly #wires: Map<Link, Wire>;

  constructor(addresses: Readonly<Record<Link, string>>) {
    this.#wires = new Map(links.map((link) => [link, wireTo(addresses[link])]));
  }

  to(link: Link): Wire {
    const wire = this.#wires.get(link);
    if (wire === undefined) throw new Error(`no wire to ${link}`);
    return wire;
  }

  /** Link names and host:port; links that are not named stay as they are. An unknown name or address changes nothing. */
  rewire(addresses: Readonly<Record<string, string>>): void {
    const changes = Object.entries(addresses).map(([name, address]) => {
      const link = links.find((known) => known === name);
      if (link === undefined) throw new ChaosError('USAGE', `no link "${name}" in this shop`, `links: ${links.join(', ')}`);
      return { link, wire: wireTo(address) };
    });
    for (const { link, wire } of changes) {
      retire(this.to(link).agent);
      this.#wires.set(link, wire);
    }
  }

  close(): void {
    for (const { agent } of this.#wires.values()) agent.destroy();
  }
}

function wireTo(address: string): Wire {
  const match = /^(.+):(\d{1,5})$/.exec(address);
  const host = match?.[1]?.replace(/^\[(.*)\]$/, '$1');
  if (host === undefined || Number(match?.[2]) > 65_535)
    throw new ChaosError('USAGE', `"${address}" is no host:port`, 'for example 127.0.0.1:21001');
  return { host, port: Number(match?.[2]), agent: new Agent({ keepAlive: true, scheduling: 'lifo' }) };
}

/** Idle connections end now, busy ones after their answer. */
function retire(agent: Agent): void {
  agent.maxFreeSockets = 0;
  for (const idle of Object.values(agent.freeSockets)) for (const socket of idle ?? []) socket.destroy();
}
