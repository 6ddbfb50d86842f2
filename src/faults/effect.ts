/** How a fault shows itself, by what it is made of: by that it is known which evidence there can be of it. */
import type { FaultSpec } from './fault.ts';
import { kindOf } from './shelf.ts';
import type { Step } from './step.ts';

/**
 * `data`: on connections through the link it is held, changed or cut; `requests`: they are answered, delayed or their answers changed: a
 * proxy can count both; `refused`: no connection reaches the
 * proxy, which none can; `process`: it stands still or is gone; `command` and `person`: only they know what they did.
 */
export type FaultEffect = 'data' | 'requests' | 'refused' | 'process' | 'command' | 'person';

const effects: Readonly<Record<Step['do'], FaultEffect>> = {
  'disable-proxy': 'refused',
  'enable-proxy': 'refused',
  'add-toxic': 'data',
  'update-toxic': 'data',
  'add-http-toxic': 'requests',
  'update-http-toxic': 'requests',
  'signal-process': 'process',
  'start-process': 'process',
  'run-command': 'command',
  'ask-person': 'person',
};

export function effectOf({ spec, forMs }: { readonly spec: FaultSpec; readonly forMs: number }): FaultEffect {
  const [first] = kindOf(spec).steps(spec, forMs);
  if (first === undefined) throw new TypeError(`a fault of type ${spec.type} does nothing`);
  return effects[first.do];
}
