/**
 * An Istio sidecar as it is shipped: it counts its answers by response flag. UO (a limit was reached) and UH (every host is ejected) are calls that were
 * turned away; while they come, it is open. Where the proxy's own statistics are switched on, istio-outlier sees more.
 */
import type { Preset } from '../preset.ts';

const answers = (flag: string) => ({ metric: 'istio_requests_total', labels: { reporter: 'source', response_flags: flag } });

export const istio: Preset = {
  key: 'istio',
  adapter: 'prometheus',
  describe: 'counter istio_requests_total{reporter="source",response_flags="UO" or "UH"}',
  source: {
    adapter: 'prometheus',
    nameLabels: ['destination_service'],
    state: null,
    opened: [],
    halfOpened: [],
    closed: [],
    rejected: [answers('UO'), answers('UH')],
    passed: [answers('-')],
  },
  defaultMatch: (name) => ({ destination_service: name }),
};
