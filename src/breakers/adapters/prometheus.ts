/** A Prometheus exposition: gauges of a state, counters of transitions and of rejected calls, by name and labels. */
import type { BreakerState } from '../../events/breaker-state.ts';
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
  const byName = Map.groupBy(samples, ({ name }) => name);
  const read = (source: PrometheusSource, match: Labels): Reading | undefined => {
    const of = (series: readonly CounterSeries[]): Sample[] =>
      series.flatMap((one) => among(byName, one)).filter(({ labels }) => matches(labels, match));
    if (of(seriesOf(source)).length === 0) return undefined;
    // Beside a gauge, a counter that is missing may not be exposed at all; of what is only counted, it has not counted yet.
    const count = (series: readonly CounterSeries[]): number | null =>
      series.length === 0 ? null : sum(of(series), source.state === null ? 0 : null);
    const passed = count(source.passed);
    return {
      state: source.state === null ? null : stateIn(of([source.state]), source.state),
      opened: count(source.opened),
      halfOpened: count(source.halfOpened),
      closed: count(source.closed),
      rejected: count(source.rejected),
      ...(passed === null ? {} : { passed }),
      ...started,
    };
  };
  const list = (source: PrometheusSource): FoundBreaker[] => {
    const own = seriesOf(source).flatMap((series) => among(byName, series));
    return namesIn(own, source).map(({ name, match }) => ({ name, match, state: read(source, match)?.state ?? null }));
  };
  return { read, list, process: startedAt === undefined ? null : String(startedAt) };
}

function seriesOf(source: PrometheusSource): readonly CounterSeries[] {
  const { state, opened, halfOpened, closed, rejected, passed } = source;
  return [...(state === null ? [] : [state]), ...opened, ...halfOpened, ...closed, ...rejected, ...passed];
}

function among(byName: ReadonlyMap<string, readonly Sample[]>, { metric, labels }: CounterSeries): Sample[] {
  const names = metric.includes('*') ? [...byName.keys()].filter((name) => patternOf(metric).test(name)) : [metric];
  return names.flatMap((name) => byName.get(name) ?? []).filter(({ labels: own }) => matches(own, labels));
}

// Names of metrics hold nothing that means something else in a pattern.
const patterns = new Map<string, RegExp>();

function patternOf(metric: string): RegExp {
  const pattern = patterns.get(metric) ?? new RegExp(`^${metric.replaceAll('*', '.*')}$`);
  patterns.set(metric, pattern);
  return pattern;
}

/**
 * A series that stands there twice is one. null where one of them is not a number: nobody knows then what it has counted. `absent` where there
 * is none.
 */
function sum(samples: readonly Sample[], absent: number | null): number | null {
  if (samples.length === 0) return absent;
  const once = new Map(samples.map((sample) => [keyOf(sample), sample.value]));
  const total = [...once.values()].reduce((before, value) => before + value, 0);
  return Number.isFinite(total) ? total : null;
}

function keyOf({ name, labels }: Sample): string {
  return JSON.stringify([name, ...Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1))]);
}

/** Of several series that `match` leaves, the worst: one host that is out is a breaker that is open. */
function stateIn(own: readonly Sample[], { label, values }: StateSeries): BreakerState | null {
  const states = own.map((sample) => {
    if (label === null) return stateOf(values, sample.value);
    return sample.value === 1 ? stateOf(values, sample.labels[label]) : null;
  });
  return worst(states);
}

/** The breakers that series belong to, by the labels that name one. */
function namesIn(own: readonly Sample[], { nameLabels }: PrometheusSource): { name: string; match: Labels }[] {
  const found = new Map<string, Labels>();
  for (const { labels } of own) {
    const named = nameLabels.filter((label) => (labels[label] ?? '') !== '');
    if (named.length === 0) continue;
    found.set(named.map((label) => labels[label]).join('/'), Object.fromEntries(named.map((label) => [label, labels[label] as string])));
  }
  return [...found].map(([name, match]) => ({ name, match }));
}
