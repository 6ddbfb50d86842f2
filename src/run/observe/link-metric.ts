/** What the system itself counts of its calls on a link, read once. Never throws: a source that does not answer is data too. */
import { parseSamples } from '../../breakers/prometheus-text.ts';
import { readSeries, sumOf } from '../../breakers/series.ts';
import { messageOf, systemCodeOf } from '../../errors.ts';
import type { EventBody } from '../../events/event.ts';
import type { PlannedLinkMetric } from '../../plan/plan.ts';
import { ask, headersFor, type AskedTarget } from '../ask.ts';
import { tlsFor } from '../target-tls.ts';

const timeoutMs = 1_000;

export type MetricRead = Omit<Extract<EventBody, { type: 'link-metric' }>, 'type' | 'link'>;

export async function readLinkMetric(metric: PlannedLinkMetric, target: AskedTarget, signal: AbortSignal): Promise<MetricRead> {
  const nothing = { requests: null, failures: null, seconds: null };
  try {
    const { url } = metric;
    const { status, text } = await ask({ url, headers: headersFor(url, target), tls: tlsFor(url, target), timeoutMs, signal });
    if (status !== 200) return { ...nothing, detail: `answers with status ${status}` };
    const samples = parseSamples(text);
    const sum = (written: string | null): number | null => {
      const series = written === null ? null : readSeries(written);
      return series === null || typeof series === 'string' ? null : sumOf(series, samples);
    };
    const requests = sum(metric.requests);
    // A counter that was never raised often has no series yet.
    const failures = metric.failures === null ? null : (sum(metric.failures) ?? 0);
    return { requests, failures, seconds: sum(metric.seconds), detail: requests === null ? `no series ${metric.requests}` : '' };
  } catch (error) {
    return { ...nothing, detail: systemCodeOf(error) ?? messageOf(error) };
  }
}
