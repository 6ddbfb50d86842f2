/** Which links let nothing through, and when: what a guard counts. */
import type { FaultSpec } from '../faults/fault.ts';
import type { PlannedFault } from './plan.ts';

/** Of its connections, from where on a link is called down. */
const leastToxicity = 0.5;

/** Does most of what is asked on the link get no answer? Slow is not down. */
export function isOutage({ type, attributes, toxicity }: FaultSpec): boolean {
  if (type === 'down' || type === 'flap') return true;
  if (toxicity < leastToxicity) return false;
  return type === 'timeout' || type === 'reset_peer' || (type === 'bandwidth' && attributes['rate'] === 0);
}

/** For each outage the links that are down when it begins, its own last. */
export function linksDown(faults: readonly PlannedFault[]): { readonly fault: PlannedFault; readonly down: readonly string[] }[] {
  const outages = faults.filter(({ spec }) => isOutage(spec)).toSorted((a, b) => a.atMs - b.atMs);
  return outages.map((fault, index) => {
    const still = outages.slice(0, index).filter((other) => other.atMs + other.forMs > fault.atMs && other.link !== fault.link);
    return { fault, down: [...new Set(still.map(({ link }) => link)), fault.link] };
  });
}
