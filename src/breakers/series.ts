/**
 * A series as Prometheus writes one, `http_client_requests_total{service="payments", code!~"2.."}`: which samples of an exposition
 * are meant. Pure.
 */
import type { Sample } from './prometheus-text.ts';

export interface Series {
  readonly name: string;
  readonly matchers: readonly { readonly label: string; readonly matches: (value: string) => boolean }[];
}

const whole = /^\s*([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(?:\{(.*)\}\s*)?$/s;
const matcher = /\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*(=~|!~|!=|=)\s*"((?:[^"\\]|\\.)*)"\s*(?:,|$)/y;

/** The series, or a sentence that says what was expected. A label that a sample has not is empty, as in Prometheus. */
export function readSeries(text: string): Series | string {
  const wanted = `expected a series such as http_client_requests_total{service="payments"}, got "${text}"`;
  const [, name, labels = ''] = whole.exec(text) ?? [];
  if (name === undefined) return wanted;
  const matchers: Series['matchers'][number][] = [];
  let at = 0;
  while (labels.slice(at).trim() !== '') {
    matcher.lastIndex = at;
    const [, label = '', operator = '', value = ''] = matcher.exec(labels) ?? [];
    if (label === '') return wanted;
    at = matcher.lastIndex;
    const test = testOf(
      operator,
      value.replace(/\\([\\"n])/g, (_, char: string) => (char === 'n' ? '\n' : char)),
    );
    if (typeof test === 'string') return test;
    matchers.push({ label, matches: test });
  }
  return { name, matchers };
}

function testOf(operator: string, value: string): ((got: string) => boolean) | string {
  if (operator === '=') return (got) => got === value;
  if (operator === '!=') return (got) => got !== value;
  let pattern: RegExp;
  try {
    // Prometheus anchors them at both ends.
    pattern = new RegExp(`^(?:${value})$`, 'u');
  } catch {
    return `"${value}" is no regular expression`;
  }
  return operator === '=~' ? (got) => pattern.test(got) : (got) => !pattern.test(got);
}

/** The sum over all samples that are meant; null where there is none. What is not a number is left out. */
export function sumOf(series: Series, samples: readonly Sample[]): number | null {
  const meant = samples.filter(
    (sample) =>
      sample.name === series.name &&
      series.matchers.every(({ label, matches }) => matches(sample.labels[label] ?? '')) &&
      Number.isFinite(sample.value),
  );
  return meant.length === 0 ? null : meant.reduce((sum, sample) => sum + sample.value, 0);
}
