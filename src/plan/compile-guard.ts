/** What the tool refuses to do, however it was written: too fast, too long, too much of a system down at once. */
import { isMap } from '../scenario/origins.ts';
import { readCountOrShare, readDuration, readRate } from '../scenario/quantities.ts';
import { formatMs, formatRate } from '../units.ts';
import { highestRate } from './compile-load.ts';
import type { Draft } from './draft.ts';
import { linksDown } from './links-down.ts';
import type { Plan, PlannedFault, PlannedLink, PlannedLoad } from './plan.ts';

interface Guarded {
  readonly load: PlannedLoad;
  readonly links: readonly PlannedLink[];
  readonly faults: readonly PlannedFault[];
}

const usualShareDown = 0.5;

export function compileGuard(draft: Draft, { load, links, faults }: Guarded): Plan['guard'] {
  const written = isMap(draft.raw['guard']) ? draft.raw['guard'] : {};
  const maxRate = readRate(written['maxRate'] ?? '20000/s');
  const maxDuration = readDuration(written['maxDuration'] ?? '1h');
  const guard = {
    maxRatePerSecond: 'value' in maxRate ? maxRate.value : 20_000,
    maxDurationMs: 'value' in maxDuration ? maxDuration.value : 3_600_000,
    maxLinksDown: mostDown(written['maxLinksDown'], links.length),
  };
  checkLoad(draft, load, guard);
  checkDown(draft, faults, links, guard.maxLinksDown);
  return guard;
}

/** A share of few links is still one of them, unless it is nothing: who has one link wants to see it down. */
function mostDown(written: unknown, links: number): number {
  const read = readCountOrShare(written ?? usualShareDown);
  const { count, share } = 'value' in read ? read.value : { share: usualShareDown };
  if (count !== undefined) return count;
  return share === 0 ? 0 : Math.max(1, Math.floor((share ?? usualShareDown) * links + 1e-9));
}

function checkLoad(draft: Draft, load: PlannedLoad, { maxRatePerSecond, maxDurationMs }: Plan['guard']): void {
  for (const [index, stage] of load.stages.entries()) {
    const highest = highestRate(stage);
    if (highest === null || highest <= maxRatePerSecond) continue;
    draft.report({
      path: ['load', 'stages', index, 'rate'],
      code: 'GUARD_EXCEEDED',
      message: `stage ${stage.name} reaches ${formatRate(highest)}, above guard.maxRate ${formatRate(maxRatePerSecond)}`,
      hint: 'lower the rate, or raise guard: {maxRate: ...} in the file',
    });
  }
  if (load.totalMs > maxDurationMs) {
    draft.report({
      path: ['load', 'stages'],
      on: 'key',
      code: 'GUARD_EXCEEDED',
      message: `the load lasts ${formatMs(load.totalMs)}, longer than guard.maxDuration ${formatMs(maxDurationMs)}`,
      hint: 'shorten the stages, or raise guard: {maxDuration: ...} in the file',
    });
  }
}

/** Said once a fault of the file, which may be on several links, for the most links that are down with it. */
function checkDown(draft: Draft, faults: readonly PlannedFault[], links: readonly PlannedLink[], most: number): void {
  const written = Array.isArray(draft.raw['faults']) ? draft.raw['faults'] : [];
  const worst = new Map<number, readonly string[]>();
  // What is said of a link that is not there says enough.
  const onLinks = faults.filter((fault) => links.some(({ name }) => name === fault.link));
  for (const { fault, down } of linksDown(onLinks)) {
    const index = written.findIndex(
      (value) => isMap(value) && (value['id'] === fault.id || `${String(value['id'])}-${fault.link}` === fault.id),
    );
    if (down.length > Math.max(most, worst.get(index)?.length ?? 0)) worst.set(index, down);
  }
  for (const [index, down] of worst) {
    const isOnSeveral = isMap(written[index]) && written[index]['links'] !== undefined;
    draft.report({
      path: ['faults', index, isOnSeveral ? 'links' : 'at'],
      code: 'GUARD_EXCEEDED',
      message: `${down.length} of ${links.length} links would be down at once then (${down.join(', ')}), more than guard.maxLinksDown ${most}`,
      hint: `${isOnSeveral ? 'name fewer links' : 'let it begin when another has ended'}, or raise guard: {maxLinksDown: ${down.length}} in the file`,
    });
  }
}
