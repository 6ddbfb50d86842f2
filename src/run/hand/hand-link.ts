/** The link that a fault by hand is on, as it is on its server, and whether the fault may be there: nothing is changed by asking. */
import { ChaosError } from '../../errors.ts';
import { kindOf } from '../../faults/shelf.ts';
import { checkRemoval } from '../../plan/check-removal.ts';
import type { PlannedFault, PlannedLink } from '../../plan/plan.ts';
import type { FoundToxiproxy } from '../inject/find-toxiproxy.ts';
import { linkPlace } from '../inject/link-place.ts';
import { readLinkSettings, speaksHttp } from '../inject/link-settings.ts';
import { ToxiproxyServer } from '../inject/toxiproxy.ts';
import { proxyNamed } from './read-hand-fault.ts';
import { refuseRunsOwn } from './runs-own.ts';

/**
 * `given`: what --link says; null: a proxy of the link's name. Of a proxy that is there the protocol is read from its server.
 * Throws USAGE for what a plan would refuse, LINK_LOCKED for a proxy that a run made which is going on.
 */
export async function handLink(
  { runId, fault, link: given }: { readonly runId: string; readonly fault: PlannedFault; readonly link: PlannedLink | null },
  toxiproxy: Pick<FoundToxiproxy, 'address' | 'server' | 'url'>,
  warn: (text: string) => void,
): Promise<PlannedLink> {
  const isForeign = toxiproxy.server === 'external';
  const name = fault.link ?? '';
  if (given === null && !isForeign)
    throw new ChaosError(
      'USAGE',
      `link ${name} is not known here`,
      `--link ${name}=LISTEN,UPSTREAM puts a proxy on it; --toxiproxy URL uses one that is there`,
    );
  const server = new ToxiproxyServer(toxiproxy.address);
  const proxies = isForeign ? await server.proxies() : [];
  const wanted = given ?? proxyNamed(name, proxies, server.url);
  checkRemoval({ report: refuse, warn }, [], fault.spec, wanted, isForeign ? toxiproxy.url : null);
  const place = linkPlace(wanted, proxies, runId);
  const isThere = proxies.some((proxy) => proxy.name === place.proxy);
  if (isThere) await refuseRunsOwn(place.proxy);
  const found = isThere && wanted.protocol === 'tcp' ? await readLinkSettings(server, place.proxy) : null;
  const link = { ...wanted, protocol: found?.protocol ?? wanted.protocol };
  if (kindOf(fault.spec).embeddedOnly) assertSpeaksHttp(fault.spec.type, link, toxiproxy.url, await speaksHttp(server));
  return link;
}

function assertSpeaksHttp(type: string, { name, protocol, proxy }: PlannedLink, url: string, can: boolean): void {
  if (!can)
    refuse({
      message: `${type} can be done only by the proxy server of chaos, and link ${name} is on a Toxiproxy at ${url}`,
      hint: 'leave out --toxiproxy, and TOXIPROXY_URL and STAMPEDE_TOXIPROXY unset, to have one started; or use a fault that every Toxiproxy has',
    });
  if (protocol !== 'http')
    refuse({
      message: `${type} understands HTTP, and link ${name} is of protocol tcp`,
      hint: `if HTTP is spoken on it: --link ${name}=${proxy === null ? 'LISTEN,UPSTREAM' : `proxy=${proxy}`},protocol=http`,
    });
}

function refuse({ message, hint }: { readonly message: string; readonly hint?: string }): never {
  throw new ChaosError('USAGE', message, hint ?? 'nothing was sent');
}
