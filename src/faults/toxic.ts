/** Faults that are one toxic of the same name and attributes. */
import { rampSteps } from './ramp.ts';
import type { FaultSpec } from './fault.ts';
import type { Step } from './step.ts';

/** Added at the begin, and changed along its ramps. */
export function oneToxic(spec: FaultSpec, forMs: number): readonly Step[] {
  const { type, stream } = spec;
  return rampSteps(spec, forMs).map((step, index) => ({ do: index === 0 ? 'add-toxic' : 'update-toxic', toxic: 0, type, stream, ...step }));
}
