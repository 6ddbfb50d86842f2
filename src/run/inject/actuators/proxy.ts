/** Toxics on a link's proxy, and the proxy itself taken down and put up again. */
import { ChaosError } from '../../../errors.ts';
import type { ProxyStep } from '../../../faults/step.ts';
import { toxicName } from '../names.ts';
import type { Done } from '../toxiproxy.ts';
import { type ActingOn, type Actuator, linkOf } from './actuator.ts';

export const proxyActuator: Actuator<ProxyStep> = {
  deed(step, acting) {
    const { fault } = acting;
    const on = linkOf(acting);
    const common = { toxiproxy: on.address, link: on.link, fault: fault.id, proxy: on.proxy };
    if (step.do === 'disable-proxy') return { kind: 'proxy-disabled', ...common, priorEnabled: on.enabledBefore };
    if (step.do === 'add-toxic') return { kind: 'toxic-added', ...common, toxic: toxicName(acting.runId, fault.id, step.toxic) };
    return null;
  },

  async act(step, acting) {
    const { server, proxy } = linkOf(acting);
    switch (step.do) {
      case 'add-toxic': {
        const { type, stream, toxicity, attributes } = step;
        return server.addToxic(proxy, { name: nameOf(step.toxic, acting), type, stream, toxicity, attributes });
      }
      case 'update-toxic': {
        const { toxicity, attributes } = step;
        return server.updateToxic(proxy, nameOf(step.toxic, acting), { attributes, toxicity });
      }
      case 'disable-proxy':
        return assertThere(await server.setEnabled(proxy, false), acting);
      case 'enable-proxy':
        // A link that another fault took down stays down until that one has ended.
        if (acting.isDownByAnother) return;
        return assertThere(await server.setEnabled(proxy, true), acting);
    }
  },
};

function nameOf(toxic: number, { runId, fault }: ActingOn): string {
  return toxicName(runId, fault.id, toxic);
}

function assertThere(done: Done, acting: ActingOn): void {
  if (done === 'done') return;
  const { proxy, toxiproxy } = linkOf(acting);
  throw new ChaosError(
    'PROXY_CONFLICT',
    `proxy ${proxy} at ${toxiproxy} is no longer there`,
    'somebody deleted it, or the server was started anew while the run went on',
  );
}
