/** The links of one's own system: which proxy stands on each, and where clients reach it. */
import { isMap } from '../scenario/origins.ts';
import { linkSchema } from '../scenario/target-schema.ts';
import { compileLinkWatch } from './compile-link-watch.ts';
import { checkAddress, checkListen, checkText, checkUrl, part, type Draft } from './draft.ts';
import { resolveEnv } from './environment.ts';
import type { PlannedLink } from './plan.ts';
import { isSameAddress, isSameListen } from './same-address.ts';

/** A link by its name, and what else is known of it; the rest is the default: a proxy of the run's own, on any free port. */
export function plainLink(link: Pick<PlannedLink, 'name'> & Partial<PlannedLink>): PlannedLink {
  return { listen: null, upstream: null, proxy: null, connect: null, protocol: 'tcp', toxiproxy: null, ...link };
}

interface Taken {
  readonly link: string;
  /** As the run will have it. */
  readonly listen: string;
  /** Another one may be another machine, with ports of its own. */
  readonly toxiproxy: string | null;
}

/** `target`: what a path of the system's metrics is taken on. */
export function compileLinks(draft: Draft, target: string): PlannedLink[] {
  const written = isMap(draft.raw['links']) ? draft.raw['links'] : {};
  const taken: Taken[] = [];
  return Object.entries(written).map(([name, value]) => {
    const { probe, metric, ...rest } = part(linkSchema, value) ?? {};
    const watch = compileLinkWatch(draft, { probe, metric }, ['links', name], target);
    const link = plainLink({ name, ...(rest as Partial<PlannedLink>), ...watch });
    checkLink(draft, link, taken);
    return link;
  });
}

/** Adds its listen to what is taken. */
function checkLink(draft: Draft, link: PlannedLink, taken: Taken[]): void {
  const { name, listen, upstream, proxy, connect, toxiproxy } = link;
  const path = ['links', name];
  if (proxy === null ? listen === null || upstream === null : listen !== null || upstream !== null) {
    draft.report({
      path,
      on: 'key',
      message: `link ${name} needs listen and upstream, or the name of an existing proxy`,
      hint: `write ${name}: {listen: 127.0.0.1:21001, upstream: 127.0.0.1:4001}`,
    });
  }
  if (toxiproxy !== null) checkUrl(draft, toxiproxy, [...path, 'toxiproxy']);
  if (proxy !== null) checkText(draft, proxy, [...path, 'proxy']);
  if (connect !== null) checkAddress(draft, connect, [...path, 'connect']);
  const isListen = listen !== null && checkListen(draft, listen, [...path, 'listen']);
  const isUpstream = upstream !== null && checkAddress(draft, upstream, [...path, 'upstream']);
  if (!isListen) return;
  const here = resolveEnv(listen, draft.env);
  const other = taken.find((earlier) => earlier.toxiproxy === toxiproxy && isSameListen(earlier.listen, here));
  if (other !== undefined) draft.report({ path: [...path, 'listen'], message: `${listen} is where link ${other.link} listens already` });
  taken.push({ link: name, listen: here, toxiproxy });
  if (isUpstream && isSameAddress(resolveEnv(upstream, draft.env), here))
    draft.report({ path: [...path, 'upstream'], message: `link ${name} would call itself: listen and upstream are the same` });
}
