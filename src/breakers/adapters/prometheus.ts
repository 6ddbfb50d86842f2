/** A Prometheus exposition: gauges of a state, counters of transitions and of rejected calls, by name and labels. */
import type { BreakerState } from '../../events/event.ts';
import { matches, type Adapter, type FoundBreaker, type Page } from '../adapter.ts';
import { whatItIs } from '../payload.ts';
import { parseSamples, type Sample } from '../prometheus-text.ts';
import type { Reading } from '../reading.ts';
import type { CounterSeries, Labels, PrometheusSource, StateSeries } from '../source.ts';
import { stateOf, worst } from '../states.ts';

export const prometheus: Adapter<PrometheusSource> = {
  transport: 'poll',
  parse(text) {
    const samples = parseSamples(text);
    // Of a page of markup, some lines may look like samples.
    const fits = !/^\s*</.test(text) && (samples.length > 0 || /^\s*(#|$)/.test(text));
    return fits ? pageOf(samples) : { problem: `${whatItIs(text)} where a Prometheus exposition was expected` };
  },
};

/** The second is HAProxy's. */
const startTimes = ['process_start_time_seconds', 'haproxy_process_start_time_seconds'];

/** The page that samples make, wherever they come from. */
export function pageOf(samples: readonly Sample[]): Page<PrometheusSource> {
  const startedAt = samples.find(({ name, value }) => startTimes.includes(name) && Number.isFinite(value))?.value;
  const started = startedAt === undefined ? {} : { startedAt };
  const read = (source: PrometheusSource, match: Labels): Reading | undefined => {
    const own = seriesOf(source)
      .flatMap((series) => among(samples, series))
      .filter(({ labels }) => matches(labels, match));
    if (own.length === 0) return undefined;
    // Of a breaker that has any series, a counter that is missing has not counted yet.
    const count = (all: readonly CounterSeries[]): number | null =>
      all.length === 0 ? null : sum(all.flatMap((series) => among(own, series)));
    const passed = count(source.passed);
    return {
      state: source.state === null ? null : stateIn(own, source.state),
      // But one of trips beside a gauge may not be exposed at all: then the gauge tells.
      opened: source.state !== null && !source.opened.some((series) => among(own, series).length > 0) ? null : count(source.opened),
      halfOpened: count(source.halfOpened),
      closed: count(source.closed),
      rejected: count(source.rejected),
      ...(passed === null ? {} : { passed }),
      ...started,
    };
  };
  return { read, list: (source) => listIn(samples, source, read), process: startedAt === undefined ? null : String(startedAt) };
}

function seriesOf(source: PrometheusSource): readonly CounterSeries[] {
  const { state, opened, halfOpened, closed, rejected, passed } = source;
  return [...(state === null ? [] : [state]), ...opened, ...halfOpened, ...closed, ...rejected, ...passed];
}

function among(samples: readonly Sample[], { metric, labels }: CounterSeries): Sample[] {
  const named = metric.includes('*') ? patternOf(metric) : undefined;
  return samples.filter(({ name, labels: own }) => (named === undefined ? name === metric : named.test(name)) && matches(own, labels));
}

// Names of metrics hold nothing that means something else in a pattern.
const patterns = new Map<string, RegExp>();

function patternOf(metric: string): RegExp {
  const pattern = patterns.get(metric) ?? new RegExp(`^${metric.replaceAll('*', '.*')}$`);
  patterns.set(metric, pattern);
  return pattern;
}

/** A series that stands there twice is one, and what is not a number counts nothing. */
function sum(samples: readonly Sample[]): number {
  const once = new Map(samples.filter(({ value }) => Number.isFinite(value)).map((sample) => [keyOf(sample), sample.value]));
  return [...once.values()].reduce((total, value) => total + value, 0);
}

function keyOf({ name, labels }: Sample): string {
  return JSON.stringify([name, ...Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1))]);
}

/** Of several series that `match` leaves, the worst: one host that is out is a breaker that is open. */
function stateIn(own: readonly Sample[], { label, values, ...series }: StateSeries): BreakerState | null {
  const states = among(own, series).map((sample) => {
    if (label === null) return stateOf(values, sample.value);
    return sample.value === 1 ? stateOf(values, sample.labels[label]) : null;
  });
  return worst(states);
}

function listIn(
  samples: readonly Sample[],
  source: PrometheusSource,
  read: (source: PrometheusSource, match: Labels) => Reading | undefined,
): FoundBreaker[] {
  const found = new Map<string, Labels>();
  for (const { labels } of seriesOf(source).flatMap((series) => among(samples, series))) {
    const named = source.nameLabels.filter((label) => (labels[label] ?? '') !== '');
    if (named.length === 0) continue;
    found.set(named.map((label) => labels[label]).join('/'), Object.fromEntries(named.map((label) => [label, labels[label] as string])));
  }
  return [...found].map(([name, match]) => ({ name, match, state: read(source, match)?.state ?? null }));
}
