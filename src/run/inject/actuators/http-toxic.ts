/** HTTP-aware toxics of Stampede's own proxy server, under a path of their own there. */
import type { HttpStep } from '../../../faults/step.ts';
import { toxicName } from '../names.ts';
import { type Actuator, linkOf } from './actuator.ts';

export const httpToxicActuator: Actuator<HttpStep> = {
  deed(step, acting) {
    if (step.do !== 'add-http-toxic') return null;
    const { fault, runId } = acting;
    const { address, link, proxy } = linkOf(acting);
    return { kind: 'http-toxic-added', toxiproxy: address, link, fault: fault.id, proxy, toxic: toxicName(runId, fault.id, step.toxic) };
  },

  async act(step, acting) {
    const { server, proxy } = linkOf(acting);
    const name = toxicName(acting.runId, acting.fault.id, step.toxic);
    if (step.do === 'add-http-toxic') {
      const { type, share, method, path, attributes } = step;
      return server.addHttpToxic(proxy, { name, type, share, method, path, attributes });
    }
    const { share, attributes } = step;
    return server.updateHttpToxic(proxy, name, { attributes, share });
  },
};
