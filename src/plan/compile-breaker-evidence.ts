/** How a breaker shows itself in the traffic: signatures of answers, and the routes that call what it guards. */
import { knownSignatures, type Signature } from '../breakers/infer/signature.ts';
import { didYouMean } from '../scenario/did-you-mean.ts';
import type { Draft } from './draft.ts';
import type { PlannedBreaker, PlannedJourney } from './plan.ts';

interface Written {
  readonly signature?: Loose<Signature> | readonly Loose<Signature>[] | undefined;
  readonly routes?: readonly string[] | undefined;
}

/** What is left out may be undefined. */
type Loose<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** `isInferred`: it has no source, so that the signatures that are known are looked for besides its own. */
export function compileBreakerEvidence(written: Written, isInferred: boolean): Pick<PlannedBreaker, 'signatures' | 'routes'> {
  const own = [written.signature ?? []].flat() as Signature[];
  const signatures = [...own, ...(isInferred ? knownSignatures : [])];
  return {
    ...(signatures.length === 0 ? {} : { signatures }),
    ...(written.routes === undefined ? {} : { routes: written.routes }),
  };
}

/** Routes are known by name only once the journeys are. */
export function checkBreakerRoutes(draft: Draft, breakers: readonly PlannedBreaker[], journeys: readonly PlannedJourney[]): void {
  const known = [...new Set(journeys.flatMap(({ steps }) => steps.map(({ route }) => route)))];
  const list = Array.isArray(draft.raw['breakers']) ? (draft.raw['breakers'] as unknown[]) : [];
  for (const { name, routes = [] } of breakers) {
    const index = list.findIndex((entry) => typeof entry === 'object' && entry !== null && 'name' in entry && entry.name === name);
    for (const [at, route] of routes.entries()) {
      if (known.includes(route)) continue;
      const message = `no route "${route}"; there are ${known.join(', ')}${didYouMean(route, known)}`;
      draft.report({ path: ['breakers', index, 'routes', at], message });
    }
  }
}
