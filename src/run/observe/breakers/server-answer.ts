/** What a Prometheus server answers to a query over a range: scrapes of instances, each with its own time. Pure. */
import { z } from 'zod';
import type { Sample } from '../../../breakers/prometheus-text.ts';

export interface Scrape {
  /** Seconds since 1970 on the server's clock: when the scrape began. */
  readonly atSeconds: number;
  readonly samples: readonly Sample[];
}

const answer = z.object({
  status: z.string(),
  error: z.string().optional(),
  data: z.unknown().optional(),
});
const matrix = z.object({
  resultType: z.literal('matrix'),
  result: z.array(z.object({ metric: z.record(z.string(), z.string()), values: z.array(z.tuple([z.number(), z.string()])) })),
});
const scalar = z.object({ resultType: z.literal('scalar'), result: z.tuple([z.number(), z.string()]) });

/** The server's clock, seconds since 1970, from its answer to `time()`. Throws what it says instead. */
export function timeIn(text: string): number {
  return scalar.parse(dataIn(text)).result[0];
}

/**
 * Scrapes by instance, in the order of time. Samples of one scrape bear the same time; series that the exposition dates itself
 * do not, and are taken with the scrape they come after.
 */
export function scrapesIn(text: string, instanceLabel: string): ReadonlyMap<string, readonly Scrape[]> {
  const data = matrix.safeParse(dataIn(text));
  if (!data.success) throw new Error('it answers with something else than samples over time');
  const byInstance = new Map<string, Map<number, Sample[]>>();
  for (const { metric, values } of data.data.result) {
    const { __name__: name = '', ...labels } = metric;
    const instance = labels[instanceLabel] ?? '';
    const scrapes = byInstance.get(instance) ?? new Map<number, Sample[]>();
    byInstance.set(instance, scrapes);
    for (const [at, value] of values) {
      const samples = scrapes.get(at) ?? [];
      scrapes.set(at, samples);
      samples.push({ name, labels, value: numberOf(value) });
    }
  }
  return new Map(
    [...byInstance].map(([instance, scrapes]) => [
      instance,
      [...scrapes].toSorted(([a], [b]) => a - b).map(([atSeconds, samples]) => ({ atSeconds, samples })),
    ]),
  );
}

function dataIn(text: string): unknown {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Error('it does not answer as a Prometheus server does');
  }
  const read = answer.safeParse(json);
  if (!read.success) throw new Error('it does not answer as a Prometheus server does');
  if (read.data.status !== 'success') throw new Error(read.data.error ?? `it answers with status ${read.data.status}`);
  return read.data.data;
}

function numberOf(text: string): number {
  if (text === '+Inf') return Number.POSITIVE_INFINITY;
  return text === '-Inf' ? Number.NEGATIVE_INFINITY : Number(text);
}
