/**
 * Envoy's limits of concurrency, which it calls circuit breakers: a gauge is 1 while a cluster is at a limit, and flickers with the traffic. What was
 * turned away is counted, and betrays what the gauges did not show. `envoy_cluster_name` picks the cluster; Istio's label is cluster_name.
 */
import type { Preset } from '../preset.ts';

/** Connections, connection pools, waiting requests, requests, retries. */
const limits = ['cx', 'cx_pool', 'rq_pending', 'rq', 'rq_retry'];
const overflows = [
  'upstream_cx_overflow',
  'upstream_cx_pool_overflow',
  'upstream_rq_pending_overflow',
  'upstream_rq_active_overflow',
  'upstream_rq_retry_overflow',
];

export const envoyLimits: Preset = {
  key: 'envoy-limits',
  adapter: 'prometheus',
  describe: `gauges envoy_cluster_circuit_breakers_default_{${limits.join(',')}}_open and counters envoy_cluster_upstream_*_overflow`,
  source: {
    adapter: 'prometheus',
    nameLabels: ['envoy_cluster_name'],
    state: {
      metric: 'envoy_cluster_circuit_breakers_default_*_open',
      labels: {},
      label: null,
      values: { '0': 'closed', '1': 'open' },
    },
    opened: [],
    halfOpened: [],
    closed: [],
    rejected: overflows.map((name) => ({ metric: `envoy_cluster_${name}`, labels: {} })),
    passed: [],
  },
  defaultMatch: (name) => ({ envoy_cluster_name: name }),
};
