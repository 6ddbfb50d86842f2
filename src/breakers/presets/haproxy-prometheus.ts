/** HAProxy's Prometheus exporter: the states of servers, and how often checks took them down. Of several that `match` leaves, one that is down is enough. */
import type { Preset } from '../preset.ts';

export const haproxyPrometheus: Preset = {
  key: 'haproxy-prometheus',
  adapter: 'prometheus',
  describe: 'gauge haproxy_server_status{proxy,server,state} and counter haproxy_server_check_up_down_total',
  source: {
    adapter: 'prometheus',
    nameLabels: ['proxy', 'server'],
    state: { metric: 'haproxy_server_status', labels: {}, label: 'state', values: { UP: 'closed', DOWN: 'open' } },
    opened: [{ metric: 'haproxy_server_check_up_down_total', labels: {} }],
    halfOpened: [],
    closed: [],
    rejected: [],
    passed: [],
  },
  defaultMatch: (name) => ({ proxy: name }),
};
