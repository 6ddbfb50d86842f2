/** What a Prometheus server is asked for: the series that a source names, of one breaker. */
import type { Labels, PrometheusSource } from './source.ts';

/** An instant vector selector: `{__name__=~"circuit|.*_circuit",name="payments"}`. */
export function selectorOf(source: PrometheusSource, match: Labels): string {
  const { state, opened, halfOpened, closed, rejected, passed } = source;
  const series = [...(state === null ? [] : [state]), ...opened, ...halfOpened, ...closed, ...rejected, ...passed];
  const names = [...new Set(series.map(({ metric }) => metric.replaceAll('*', '.*')))];
  const labels = Object.entries(match).map(([label, value]) => `${label}=${quoted(value)}`);
  return `{${[`__name__=~${quoted(names.join('|'))}`, ...labels].join(',')}}`;
}

function quoted(text: string): string {
  return `"${text
    .replaceAll('\\', String.raw`\\`)
    .replaceAll('"', String.raw`\"`)
    .replaceAll('\n', String.raw`\n`)}"`;
}
