/**
 * Linkerd's proxy takes an endpoint whose breaker tripped out of its balancer: it is pending. So is one that it has not connected to yet. There is no
 * counter.
 */
import type { Preset } from '../preset.ts';

export const linkerd: Preset = {
  key: 'linkerd',
  adapter: 'prometheus',
  describe: 'gauge outbound_http_balancer_endpoints{endpoint_state="pending",backend_name}',
  source: {
    adapter: 'prometheus',
    nameLabels: ['backend_name'],
    state: {
      metric: 'outbound_http_balancer_endpoints',
      labels: { endpoint_state: 'pending' },
      label: null,
      values: { '0': 'closed', '*': 'open' },
    },
    opened: [],
    halfOpened: [],
    closed: [],
    rejected: [],
    passed: [],
  },
  defaultMatch: (name) => ({ backend_name: name }),
};
