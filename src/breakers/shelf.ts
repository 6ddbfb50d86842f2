/** How breakers can be read, by adapter, and the breakers a scenario can name, by preset. A new one is a file and a line here. */
import type { Adapter } from './adapter.ts';
import { haproxy as haproxyAdapter } from './adapters/haproxy.ts';
import { inferred as inferredAdapter } from './adapters/inferred.ts';
import { json as jsonAdapter } from './adapters/json.ts';
import { log as logAdapter } from './adapters/log.ts';
import { prometheus as prometheusAdapter } from './adapters/prometheus.ts';
import { sse as sseAdapter } from './adapters/sse.ts';
import type { Preset } from './preset.ts';
import { envoyLimits } from './presets/envoy-limits.ts';
import { envoy } from './presets/envoy.ts';
import { haproxyPrometheus } from './presets/haproxy-prometheus.ts';
import { haproxy } from './presets/haproxy.ts';
import { hystrix } from './presets/hystrix.ts';
import { inferred } from './presets/inferred.ts';
import { istioOutlier } from './presets/istio-outlier.ts';
import { istio } from './presets/istio.ts';
import { json } from './presets/json.ts';
import { linkerd } from './presets/linkerd.ts';
import { log } from './presets/log.ts';
import { opossumJson } from './presets/opossum-json.ts';
import { opossum } from './presets/opossum.ts';
import { polly } from './presets/polly.ts';
import { prometheus } from './presets/prometheus.ts';
import { resilience4jActuator } from './presets/resilience4j-actuator.ts';
import { resilience4jEvents } from './presets/resilience4j-events.ts';
import { resilience4j } from './presets/resilience4j.ts';
import { springCloud } from './presets/spring-cloud.ts';
import { sse } from './presets/sse.ts';
import type { AdapterName, BreakerSource } from './source.ts';

export const adapters: Readonly<Record<AdapterName, Adapter>> = {
  prometheus: prometheusAdapter as Adapter,
  json: jsonAdapter as Adapter,
  sse: sseAdapter as Adapter,
  haproxy: haproxyAdapter,
  log: logAdapter as Adapter,
  inferred: inferredAdapter,
};

export const presets: Readonly<Record<string, Preset>> = Object.fromEntries(
  [
    opossum,
    opossumJson,
    resilience4j,
    resilience4jActuator,
    resilience4jEvents,
    springCloud,
    hystrix,
    envoy,
    envoyLimits,
    istio,
    istioOutlier,
    linkerd,
    haproxy,
    haproxyPrometheus,
    polly,
    prometheus,
    json,
    sse,
    log,
    inferred,
  ].map((preset) => [preset.key, preset]),
);

/** The preset of that name, if there is one. */
export function presetOf(name: string): Preset | undefined {
  return Object.hasOwn(presets, name) ? presets[name] : undefined;
}

/** How a breaker is read; what its preset says where the plan does not, as of earlier versions and of the storefront. undefined: nobody knows. */
export function sourceOf({ preset, source }: { preset: string; source?: BreakerSource }): BreakerSource | undefined {
  return source ?? presetOf(preset)?.source ?? undefined;
}

/** The adapter of a source; its pages are to be asked with that source. */
export function adapterOf({ adapter }: BreakerSource): Adapter {
  return adapters[adapter];
}
