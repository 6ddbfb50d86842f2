/** The outlier detection of an Istio sidecar, whose statistics `proxyStatsMatcher` must let through. */
import type { Preset } from '../preset.ts';
import { envoy, outlierDetection } from './envoy.ts';

export const istioOutlier: Preset = {
  ...envoy,
  key: 'istio-outlier',
  describe: `as envoy, by cluster_name: ${envoy.describe}`,
  source: outlierDetection('cluster_name'),
  defaultMatch: (name) => ({ cluster_name: name }),
};
