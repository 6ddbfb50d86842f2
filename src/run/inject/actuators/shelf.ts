/** Which actuator does which step. */
import type { Step } from '../../../faults/step.ts';
import type { Deed } from '../journal.ts';
import type { ActingOn, Actuator, Evidence } from './actuator.ts';
import { commandActuator } from './command.ts';
import { httpToxicActuator } from './http-toxic.ts';
import { manualActuator } from './manual.ts';
import { processActuator } from './process.ts';
import { proxyActuator } from './proxy.ts';

const actuators: { readonly [K in Step['do']]: Actuator<Extract<Step, { do: K }>> } = {
  'add-toxic': proxyActuator,
  'update-toxic': proxyActuator,
  'disable-proxy': proxyActuator,
  'enable-proxy': proxyActuator,
  'add-http-toxic': httpToxicActuator,
  'update-http-toxic': httpToxicActuator,
  'signal-process': processActuator,
  'start-process': processActuator,
  'run-command': commandActuator,
  'ask-person': manualActuator,
};

/** See Actuator.deed. */
export function deedOf(step: Step, acting: ActingOn): Deed | null {
  return actuatorOf(step).deed(step, acting);
}

/** See Actuator.act. */
export async function act(step: Step, acting: ActingOn): Promise<void> {
  await actuatorOf(step).act(step, acting);
}

/** See Actuator.evidence. */
export async function evidenceOf(step: Step, acting: ActingOn): Promise<Evidence | null> {
  return (await actuatorOf(step).evidence?.(step, acting)) ?? null;
}

/** The map above says that each step has its own. */
function actuatorOf(step: Step): Actuator<Step> {
  return actuators[step.do] as unknown as Actuator<Step>;
}
