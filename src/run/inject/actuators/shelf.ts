/** Which actuator does which step. */
import { ChaosError } from '../../../errors.ts';
import type { Step } from '../../../faults/step.ts';
import type { Deed } from '../journal.ts';
import type { ActingOn } from './actuator.ts';
import { httpToxicActuator } from './http-toxic.ts';
import { proxyActuator } from './proxy.ts';

/** See Actuator.deed. */
export function deedOf(step: Step, acting: ActingOn): Deed | null {
  switch (step.do) {
    case 'add-toxic':
    case 'update-toxic':
    case 'disable-proxy':
    case 'enable-proxy':
      return proxyActuator.deed(step, acting);
    case 'add-http-toxic':
    case 'update-http-toxic':
      return httpToxicActuator.deed(step, acting);
    default:
      return unknown(step);
  }
}

/** See Actuator.act. */
export async function act(step: Step, acting: ActingOn): Promise<void> {
  switch (step.do) {
    case 'add-toxic':
    case 'update-toxic':
    case 'disable-proxy':
    case 'enable-proxy':
      return proxyActuator.act(step, acting);
    case 'add-http-toxic':
    case 'update-http-toxic':
      return httpToxicActuator.act(step, acting);
    default:
      return unknown(step);
  }
}

function unknown({ do: what }: Step): never {
  throw new ChaosError('INTERNAL', `nothing does ${what}`, 'a bug: please report it');
}
