/** The proxies on a run's links, and the servers they are on. */
import { ChaosError } from '../../errors.ts';
import type { PlannedLink } from '../../plan/plan.ts';
import type { InjectorOptions, PreparedLink } from './contract.ts';
import { linkPlace } from './link-place.ts';
import { linkSeed, readLinkSettings, writeLinkSettings } from './link-settings.ts';
import { assertNoToxics, createLinkProxy, matchProxy, reachedAt } from './prepare-links.ts';
import { type ProxySnapshot, ToxiproxyServer } from './toxiproxy.ts';

export interface OnLink extends PreparedLink {
  /** The server's URL as given, credentials and all. */
  readonly address: string;
  readonly server: ToxiproxyServer;
  readonly enabledBefore: boolean;
}

export class RunLinks {
  readonly #options: InjectorOptions;
  readonly #servers = new Map<string, ToxiproxyServer>();
  readonly #links = new Map<string, OnLink>();

  constructor(options: InjectorOptions) {
    this.#options = options;
  }

  /** One after the other; `before` is called before each and may throw. What was created before a failure is in the journal. */
  async prepare(links: readonly PlannedLink[], before: () => void): Promise<PreparedLink[]> {
    const listed = await this.#lock(links, before);
    for (const link of links) {
      before();
      const address = this.#addressOf(link);
      await this.#prepareOne(link, address, this.server(address), listed.get(address) ?? []);
    }
    return links.map((link) => publicPart(this.at(link.name)));
  }

  /** Locks the links and returns the proxies of each server as they are now that nobody else can begin any more. */
  async #lock(links: readonly PlannedLink[], before: () => void): Promise<Map<string, ProxySnapshot[]>> {
    const { runId, journal } = this.#options;
    const listed = new Map<string, ProxySnapshot[]>();
    const locked = new Set<string>();
    for (const link of links) {
      before();
      const address = this.#addressOf(link);
      const server = this.server(address);
      const proxies = listed.get(address) ?? (await server.proxies());
      listed.set(address, proxies);
      if (await journal.lockLink?.({ link: link.name, address, server, ...linkPlace(link, proxies, runId) })) locked.add(address);
    }
    for (const address of locked) listed.set(address, await this.server(address).proxies());
    return listed;
  }

  async #prepareOne(link: PlannedLink, address: string, server: ToxiproxyServer, proxies: readonly ProxySnapshot[]): Promise<void> {
    const { runId, journal, emit, toxiproxy } = this.#options;
    const matched = matchProxy(link, proxies, server.url);
    const toxics = matched === undefined ? [] : await server.httpToxics(matched.name);
    assertNoToxics(link.name, matched?.name ?? '', server.url, toxics);
    const proxy = matched ?? (await createLinkProxy(link, runId, server, address, journal));
    const on: OnLink = {
      link: link.name,
      listen: proxy.listen,
      upstream: proxy.upstream,
      proxy: proxy.name,
      connect: reachedAt(link, proxy.listen, server.url),
      toxiproxy: server.url,
      address,
      server,
      enabledBefore: proxy.enabled,
    };
    this.#links.set(link.name, on);
    await this.#settle(link, on, matched !== undefined);
    const kind = address === toxiproxy?.address ? toxiproxy.server : 'external';
    emit({ type: 'link', how: matched ? 'matched' : 'created', server: kind, ...publicPart(on) });
  }

  /** A proxy that was there before gets its own settings back. One of protocol http stays so: with `tcp` it would lose what HTTP-aware toxics others add. */
  async #settle({ name, protocol }: PlannedLink, { address, server, proxy }: OnLink, isUsers: boolean): Promise<void> {
    const prior = await readLinkSettings(server, proxy);
    if (prior === null) return;
    const { seed, journal } = this.#options;
    const wanted = {
      protocol: protocol === 'http' ? protocol : prior.protocol,
      seed: seed === undefined ? prior.seed : linkSeed(seed, name),
    };
    if (wanted.protocol === prior.protocol && wanted.seed === prior.seed) return;
    if (isUsers) await journal.write({ kind: 'link-settings', toxiproxy: address, link: name, proxy, prior });
    await writeLinkSettings(server, proxy, wanted);
  }

  /** The server at this address: always the same object. */
  server(address: string): ToxiproxyServer {
    const server = this.#servers.get(address) ?? new ToxiproxyServer(address);
    this.#servers.set(address, server);
    return server;
  }

  at(name: string): OnLink {
    const on = this.#links.get(name);
    if (on === undefined) throw new ChaosError('INTERNAL', `link ${name} was not prepared`, 'a bug: please report it');
    return on;
  }

  #addressOf(link: PlannedLink): string {
    const address = link.toxiproxy ?? this.#options.toxiproxy?.address;
    if (address === undefined)
      throw new ChaosError(
        'TOXIPROXY_UNREACHABLE',
        `link ${link.name} has no Toxiproxy server`,
        'give the link a toxiproxy URL, or leave it to chaos to start one',
      );
    return address;
  }
}

function publicPart({ link, listen, upstream, proxy, connect, toxiproxy }: OnLink): PreparedLink {
  return { link, listen, upstream, proxy, connect, toxiproxy };
}
