/** Faults that are one HTTP-aware toxic of Stampede's own proxy server, on a share of the requests that match. */
import { formatShare } from '../units.ts';
import { optionalText, share } from './attribute.ts';
import { numbersOf, shown } from './describe.ts';
import type { FaultKind, FaultSpec } from './fault.ts';
import { rampSteps } from './ramp.ts';
import type { Step } from './step.ts';

/** Which requests it acts on. */
export const matching = {
  share: share('share of the matching requests it acts on, each drawn for itself', { least: 0, most: 1 }, '100%'),
  method: optionalText('only requests of this method, e.g. POST; default: any', /^[A-Z]{1,20}$/, 'a method in capitals such as POST'),
  path: optionalText(
    'only requests for this path, e.g. /api/orders, or /api/* for all that begin so; the query is not looked at; default: any',
    /^\/[^\s?#*]*\*?$/,
    'a path such as /api/orders, or /api/*',
  ),
};

export const httpToxic = { on: 'link', toxic: false, embeddedOnly: true } satisfies Partial<FaultKind>;

export const idleShare: NonNullable<FaultKind['idle']> = ({ share }) =>
  share === 0 ? { path: ['share'], message: 'share: a share of 0 touches nothing' } : null;

/** The toxic, with every attribute but those that say which requests it acts on. */
export function oneHttpToxic(spec: FaultSpec, forMs: number): readonly Step[] {
  const { method = null, path = null, ...texts } = spec.attributes;
  return rampSteps(spec, forMs).map(({ afterMs, attributes: { share = 1, ...numbers } }, index) => ({
    afterMs,
    do: index === 0 ? 'add-http-toxic' : 'update-http-toxic',
    toxic: 0,
    type: spec.type,
    share,
    method: typeof method === 'string' ? method : null,
    path: typeof path === 'string' ? path : null,
    attributes: { ...textsAmong(texts), ...numbers },
  }));
}

function textsAmong(attributes: FaultSpec['attributes']): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/** ` on 20 % of POST requests for /api/*`; empty for all. */
export function onRequests(spec: FaultSpec): string {
  const { method, path } = spec.attributes;
  const isAll = numbersOf(spec)['share'] === 1 && spec.ramps?.['share'] === undefined;
  const which = `${typeof method === 'string' ? `${method} ` : ''}requests${typeof path === 'string' ? ` for ${path}` : ''}`;
  if (isAll) return which === 'requests' ? '' : ` on ${which}`;
  return ` on ${shown(spec, 'share', formatShare)} of ${which}`;
}
