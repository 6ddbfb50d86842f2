/** What a person does. */
import { ChaosError } from '../../../errors.ts';
import type { ManualStep } from '../../../faults/step.ts';
import type { Actuator } from './actuator.ts';

export const manualActuator: Actuator<ManualStep> = {
  deed({ undoSay, timeoutMs }, { fault }) {
    return undoSay === null ? null : { kind: 'manual-done', fault: fault.id, undoSay, timeoutMs };
  },

  async act({ say, timeoutMs }, { fault, people, stopping }) {
    if (people === null) throw new ChaosError('NOT_CONFIRMED', `fault ${fault.id}: nobody attends this run`, 'run it in a terminal');
    await people.ask({ fault: fault.id, say, timeoutMs, signal: stopping });
  },

  /** Whoever confirmed was believed; only what is seen of it shows that it took effect. */
  async evidence() {
    return null;
  },
};
