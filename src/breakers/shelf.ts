/** How breakers can be read, by adapter, and the breakers a scenario can name, by preset. A new one is a file and a line here. */
import type { Adapter } from './adapter.ts';
import { inferred as inferredAdapter } from './adapters/inferred.ts';
import { prometheus as prometheusAdapter } from './adapters/prometheus.ts';
import type { Preset } from './preset.ts';
import { inferred } from './presets/inferred.ts';
import { opossum } from './presets/opossum.ts';
import { resilience4j } from './presets/resilience4j.ts';
import type { AdapterName, BreakerSource } from './source.ts';

export const adapters: Readonly<Partial<Record<AdapterName, Adapter>>> = {
  prometheus: prometheusAdapter as Adapter,
  inferred: inferredAdapter as Adapter,
};

export const presets: Readonly<Record<string, Preset>> = { opossum, resilience4j, inferred };

/** How a breaker is read; what its preset says where the plan does not, as of earlier versions and of the storefront. undefined: nobody knows. */
export function sourceOf({ preset, source }: { preset: string; source?: BreakerSource }): BreakerSource | undefined {
  return source ?? (Object.hasOwn(presets, preset) ? (presets[preset]?.source ?? undefined) : undefined);
}

/** The adapter of a source; its pages are to be asked with that source. */
export function adapterOf({ adapter }: BreakerSource): Adapter | undefined {
  return adapters[adapter];
}
