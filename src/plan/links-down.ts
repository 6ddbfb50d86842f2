/** Which links let nothing through, and when: what a guard counts. */
import { kindOf } from '../faults/shelf.ts';
import type { Step } from '../faults/step.ts';
import type { PlannedFault } from './plan.ts';

/** Of its connections, or requests, from where on a link is called down. */
const leastShare = 0.5;

/** Does most of what is asked on the link get no answer, at some time while the fault is in? Slow is not down. */
export function isOutage({ spec, forMs }: Pick<PlannedFault, 'spec' | 'forMs'>): boolean {
  return kindOf(spec).steps(spec, forMs).some(stopsTraffic);
}

function stopsTraffic(step: Step): boolean {
  switch (step.do) {
    case 'disable-proxy':
      return true;
    case 'add-toxic':
    case 'update-toxic': {
      const passesNothing =
        step.type === 'timeout' || step.type === 'reset_peer' || (step.type === 'bandwidth' && step.attributes['rate'] === 0);
      return passesNothing && step.toxicity >= leastShare;
    }
    case 'add-http-toxic':
    case 'update-http-toxic':
      return step.type === 'http_error' && step.share >= leastShare && step.method === null && (step.path === null || step.path === '/*');
    default:
      return false;
  }
}

export interface Outage {
  readonly fault: PlannedFault;
  /** The links that are down when it begins, its own last. */
  readonly down: readonly string[];
}

/** In the order of their beginnings. */
export function linksDown(faults: readonly PlannedFault[]): Outage[] {
  const outages = faults.filter(isOutage).toSorted((a, b) => a.atMs - b.atMs);
  return outages.flatMap((fault, index) => {
    const { link, atMs } = fault;
    if (link === null) return [];
    const still = outages.slice(0, index).filter((other) => other.atMs + other.forMs > atMs && other.link !== link);
    return [{ fault, down: [...new Set(still.flatMap((other) => other.link ?? [])), link] }];
  });
}
