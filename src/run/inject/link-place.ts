/** Where on a server a link is, before anything is done there: what its lock is named after. */
import type { PlannedLink } from '../../plan/plan.ts';
import { isSameListen } from '../../plan/same-address.ts';
import { proxyName } from './names.ts';
import type { ProxySnapshot } from './toxiproxy.ts';

/** Of the proxy that is there, else of the one that will be made. One on any free port is nobody else's: its own name stands for it. */
export function linkPlace(link: PlannedLink, proxies: readonly ProxySnapshot[], runId: string): { proxy: string; listen: string } {
  const { listen, proxy } = link;
  const there = proxies.find((one) => (proxy === null ? listen !== null && isSameListen(one.listen, listen) : one.name === proxy));
  if (there !== undefined) return { proxy: there.name, listen: there.listen };
  const name = proxy ?? proxyName(runId, link.name);
  return { proxy: name, listen: listen === null || listen.endsWith(':0') ? `${name}:0` : listen };
}
