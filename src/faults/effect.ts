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

interface Planned {
  readonly spec: FaultSpec;
  readonly forMs: number;
}

export function effectOf(planned: Planned): FaultEffect {
  return effects[firstOf(planned).do];
}

/** What a toxic of Toxiproxy does to data: it holds it back for a time, cuts it into pieces, or lets none of it through. */
export type DataEffect = 'held' | 'cut' | 'dropped';

const dataEffects: Readonly<Record<string, DataEffect>> = {
  latency: 'held',
  bandwidth: 'held',
  slow_close: 'held',
  slicer: 'cut',
  timeout: 'dropped',
  reset_peer: 'dropped',
  limit_data: 'dropped',
};

/** The toxic that a fault is judged by: its kind on the wire, and its share of connections. Null: it has none on data. */
export function dataToxicOf(planned: Planned): { readonly does: DataEffect; readonly toxicity: number } | null {
  const first = firstOf(planned);
  if (first.do !== 'add-toxic') return null;
  const does = dataEffects[first.type];
  if (does === undefined) throw new TypeError(`nobody says what a toxic of type ${first.type} does to data`);
  return { does, toxicity: first.toxicity };
}

/** A fault is judged by its first step: what else it does goes with that. */
function firstOf({ spec, forMs }: Planned): Step {
  const [first] = kindOf(spec).steps(spec, forMs);
  if (first === undefined) throw new TypeError(`a fault of type ${spec.type} does nothing`);
  return first;
}
