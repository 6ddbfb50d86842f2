/** What a fault's effect looks like: by that it is known which evidence can show it. */
import type { FaultSpec } from './fault.ts';
import { kindOf } from './shelf.ts';

/**
 * On a connection through the link: `held`, data comes later or never; `changed`, data or answers are others than the dependency's;
 * `cut`, connections end early; `refused`, none can be opened; `ended-late`, they end later than they should. Off links: a `process`
 * stands still or is gone, a `command` or a `person` did something.
 */
export type FaultEffect = 'held' | 'changed' | 'cut' | 'refused' | 'ended-late' | 'process' | 'command' | 'person';

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

export function effectOf(spec: FaultSpec): FaultEffect {
  const known = effects[spec.type];
  if (known !== undefined) return known;
  return { link: 'held', process: 'process', elsewhere: 'command' }[kindOf(spec).on] as FaultEffect;
}
