/** Polly v8 through OpenTelemetry and a Prometheus exporter: a counter of events, by name, and no state. A breaker that is opened by hand tells of no half-open. */
import type { Preset } from '../preset.ts';
import type { CounterSeries } from '../source.ts';

/** With the suffix that exporters give to counters, and without. */
const counts = (event: string): CounterSeries[] =>
  ['resilience_polly_strategy_events_total', 'resilience_polly_strategy_events'].map((metric) => ({
    metric,
    labels: { event_name: event },
  }));

export const polly: Preset = {
  key: 'polly',
  adapter: 'prometheus',
  describe: 'counter resilience_polly_strategy_events_total{event_name,pipeline_name}, from OpenTelemetry',
  source: {
    adapter: 'prometheus',
    nameLabels: ['pipeline_name'],
    state: null,
    opened: counts('OnCircuitOpened'),
    halfOpened: counts('OnCircuitHalfOpened'),
    closed: counts('OnCircuitClosed'),
    rejected: [],
    passed: [],
  },
  defaultMatch: (name) => ({ pipeline_name: name }),
};
