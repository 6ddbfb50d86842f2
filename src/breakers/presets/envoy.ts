/**
 * Envoy's outlier detection, which is what trips on failures: each host that is ejected is a trip, and the cluster is open while any is out.
 * What Envoy itself calls circuit breakers are limits of concurrency, see envoy-limits.
 */
import type { Preset } from '../preset.ts';
import type { PrometheusSource } from '../source.ts';

export const outlierDetection = (nameLabel: string): PrometheusSource => ({
  adapter: 'prometheus',
  nameLabels: [nameLabel],
  state: {
    metric: 'envoy_cluster_outlier_detection_ejections_active',
    labels: {},
    label: null,
    values: { '0': 'closed', '*': 'open' },
  },
  opened: [{ metric: 'envoy_cluster_outlier_detection_ejections_enforced_total', labels: {} }],
  halfOpened: [],
  closed: [],
  rejected: [],
  passed: [],
});

export const envoy: Preset = {
  key: 'envoy',
  adapter: 'prometheus',
  describe: 'gauge envoy_cluster_outlier_detection_ejections_active and counter ..._ejections_enforced_total',
  source: outlierDetection('envoy_cluster_name'),
  defaultMatch: (name) => ({ envoy_cluster_name: name }),
};
