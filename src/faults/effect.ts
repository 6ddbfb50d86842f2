/** What a fault's effect looks like on a connection through the link: by that it is known which evidence can show it. */
import type { FaultSpec } from './fault.ts';

/**
 * `held`: data comes later, or never; `changed`: data or answers are others than the dependency's; `cut`: connections end early;
 * `refused`: none can be opened; `ended-late`: connections end later than they should; `elsewhere`: it acts on no link.
 */
export type FaultEffect = 'held' | 'changed' | 'cut' | 'refused' | 'ended-late' | 'elsewhere';

const effects: Readonly<Record<string, FaultEffect>> = {
  latency: 'held',
  timeout: 'held',
  bandwidth: 'held',
  slicer: 'held',
  down: 'refused',
  reset_peer: 'cut',
  limit_data: 'cut',
  slow_close: 'ended-late',
};

export function effectOf(spec: Pick<FaultSpec, 'type'>): FaultEffect {
  return effects[spec.type] ?? 'held';
}
