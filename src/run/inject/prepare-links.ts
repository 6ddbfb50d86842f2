/** A proxy on each link: one that is there already is used in place, else one is created, journalled first. */
import { ChaosError, messageOf } from '../../errors.ts';
import type { PlannedLink } from '../../plan/plan.ts';
import { isEverywhere, isSameAddress, isSameListen, split } from '../../plan/same-address.ts';
import type { DeedBook } from './journal.ts';
import { isOurs, proxyName } from './names.ts';
import type { ProxySnapshot, ToxiproxyServer } from './toxiproxy.ts';

export interface LinkProxy {
  readonly how: 'created' | 'matched';
  readonly proxy: ProxySnapshot;
}

/** The proxy on the server that is this link's; undefined: none yet. Throws PROXY_CONFLICT where one is in the way or not fit to be used. */
export function matchProxy(link: PlannedLink, proxies: readonly ProxySnapshot[], server: string): ProxySnapshot | undefined {
  const found = link.proxy === null ? byAddress(link, proxies, server) : byName(link.name, link.proxy, proxies, server);
  if (found !== undefined) assertFit(link.name, found, server);
  return found;
}

function byName(link: string, name: string, proxies: readonly ProxySnapshot[], server: string): ProxySnapshot {
  const found = proxies.find((proxy) => proxy.name === name);
  if (found === undefined) {
    const there = proxies.map((proxy) => proxy.name).join(', ') || 'none';
    throw new ChaosError(
      'PROXY_CONFLICT',
      `link ${link} wants proxy ${name}, and Toxiproxy at ${server} has no such proxy`,
      `its proxies: ${there}`,
    );
  }
  if (name.includes('/'))
    throw new ChaosError(
      'PROXY_CONFLICT',
      `link ${link}: Toxiproxy can't be asked about a proxy with a slash in its name, as in ${name}`,
      'give the proxy another name',
    );
  return found;
}

function byAddress(link: PlannedLink, proxies: readonly ProxySnapshot[], server: string): ProxySnapshot | undefined {
  const { listen, upstream } = link;
  if (listen === null || upstream === null) return undefined;
  const found = proxies.find((proxy) => isSameListen(proxy.listen, listen));
  if (found === undefined || isSameAddress(found.upstream, upstream)) return found;
  throw new ChaosError(
    'PROXY_CONFLICT',
    `link ${link.name} wants ${listen} -> ${upstream}, but proxy ${found.name} at ${server} has ${found.listen} -> ${found.upstream}`,
    `use another listen port, or name the proxy in the link (proxy: ${found.name})`,
  );
}

/** What is wrong before the run would be taken for the run's doing, and undone or not undone wrongly. */
function assertFit(link: string, proxy: ProxySnapshot, server: string): void {
  assertNoToxics(link, proxy.name, server, proxy.toxics);
  if (!proxy.enabled) {
    throw new ChaosError(
      'PROXY_CONFLICT',
      `link ${link}: proxy ${proxy.name} at ${server} is disabled, so the link is down before anything is injected`,
      "enable it; if an earlier run was killed, 'chaos recover' does",
    );
  }
}

/** `toxics`: of either kind, for a server lists the HTTP-aware ones apart. Throws PROXY_CONFLICT where there are any. */
export function assertNoToxics(link: string, proxy: string, server: string, toxics: readonly { readonly name: string }[]): void {
  if (toxics.length === 0) return;
  const names = toxics.map(({ name }) => name);
  throw new ChaosError(
    'PROXY_CONFLICT',
    `link ${link}: proxy ${proxy} at ${server} already has ${names.length === 1 ? 'toxic' : 'toxics'} ${names.join(', ')}`,
    names.some(isOurs)
      ? "an earlier run left it, or one is running: 'chaos recover'"
      : 'remove them, or use another proxy: this run would not measure its own faults alone',
  );
}

/**
 * Where clients reach a proxy that listens on `listen` (resolved): what the link says, else there. All interfaces are no address to
 * connect to: then it is the host of the Toxiproxy server, where the proxy is.
 */
export function reachedAt(link: Pick<PlannedLink, 'connect'>, listen: string, server: string): string {
  if (link.connect !== null) return link.connect;
  return isEverywhere(listen) ? `${new URL(server).hostname}:${split(listen)[1]}` : listen;
}

/** Throws LISTEN_TAKEN, or TOXIPROXY_REFUSED with the server's own words; then nothing was created. */
export async function createLinkProxy(
  link: PlannedLink,
  runId: string,
  server: ToxiproxyServer,
  address: string,
  journal: DeedBook,
): Promise<ProxySnapshot> {
  const { upstream } = link;
  if (upstream === null) throw new ChaosError('INTERNAL', `link ${link.name} has no upstream`, 'a bug: please report it');
  const wanted = { name: proxyName(runId, link.name), listen: link.listen ?? '127.0.0.1:0', upstream };
  const entry = await journal.write({
    kind: 'proxy-created',
    toxiproxy: address,
    link: link.name,
    proxy: wanted.name,
    listen: wanted.listen,
    upstream,
  });
  try {
    return await server.createProxy(wanted);
  } catch (error) {
    // A refusal created nothing; without an answer that is not known, and the entry stays.
    if (error instanceof ChaosError && error.code === 'TOXIPROXY_REFUSED') await journal.undone(entry.seq);
    throw /address already in use/i.test(messageOf(error)) ? listenTaken(link.name, wanted.listen, server.url, error) : error;
  }
}

function listenTaken(link: string, listen: string, server: string, cause: unknown): ChaosError {
  const port = listen.slice(listen.lastIndexOf(':') + 1);
  return new ChaosError(
    'LISTEN_TAKEN',
    `link ${link} wants to listen on ${listen}, and something else already does (Toxiproxy at ${server}: address already in use)`,
    `see what it is with: ss -ltnp 'sport = :${port}'; stop it, or give the link another listen port`,
    { cause },
  );
}
