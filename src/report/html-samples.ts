/** Single requests on the page: folded away under what they are examples of, readable without scripts. */
import type { Analysis } from '../analysis/analysis.ts';
import { count, counted, moment } from './figures.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import { aboutBody, failedSamples, howLong, inTurn, leftOutText, whatCame, whatWasSent, whereFrom, type Sample } from './sample-figures.ts';

/** Characters of markup that all requests together may take: a page is mailed, the rest is in report.json. */
const pageBudget = 120_000;
const longestBody = 1_200;
const mostHeaders = 20;

/** Numbers of the samples that the page has room for: each cause in turn, then the slow successes of each route in turn. */
export function samplesOnPage(analysis: Analysis): ReadonlySet<number> {
  const ok = okByRoute(analysis).map(({ samples }) => samples);
  const chosen = new Set<number>();
  let used = 0;
  for (const sample of [...failedSamples(analysis, analysis.samples.length), ...inTurn(ok)]) {
    used += request(sample).text.length;
    if (used > pageBudget) break;
    chosen.add(sample.number);
  }
  return chosen;
}

/** The requests of one row of a table, folded; null where none were kept. */
export function foldedSamples(samples: readonly Sample[], onPage: ReadonlySet<number>): Markup | null {
  if (samples.length === 0) return null;
  const shown = samples.filter(({ number }) => onPage.has(number));
  const more = samples.length - shown.length;
  const left = more === 0 ? null : markup`<p class="muted">${counted(more, 'more is', 'more are')} in report.json.</p>`;
  return markup`<details class="requests"><summary>${counted(samples.length, 'request')} kept</summary>${shown.map(request)}${left}</details>`;
}

/** The slowest that were served, a route each. */
export function slowestServed(analysis: Analysis, onPage: ReadonlySet<number>): Markup | null {
  const routes = okByRoute(analysis);
  if (routes.length === 0) return null;
  const rows = routes.map(({ route, samples }) => markup`<div><b>${route}</b> ${foldedSamples(samples, onPage)}</div>`);
  const left = leftOutText(analysis);
  const note = left === '' ? null : markup`<p class="footnote">${left}.</p>`;
  return markup`<section><h2>Slowest served</h2><div class="card served">${rows}</div>${note}</section>`;
}

function okByRoute(analysis: Analysis): { route: string; samples: Sample[] }[] {
  const ok = Map.groupBy(
    analysis.samples.filter(({ outcome, slowest }) => outcome === 'ok' && slowest),
    ({ route }) => route,
  );
  const slowestFirst = (a: Sample, b: Sample): number => (b.responseMs ?? 0) - (a.responseMs ?? 0);
  return [...ok].map(([route, samples]) => ({ route, samples: samples.toSorted(slowestFirst) }));
}

function request(sample: Sample): Markup {
  const { body, headers, traceId, spanId, intendedMs } = sample;
  const trace = traceId === null ? null : markup`<p>trace <code>${traceId}</code> span <code>${spanId ?? ''}</code></p>`;
  const shown = headers.slice(0, mostHeaders).map(([name, value]) => `${name}: ${value}`);
  const more = headers.length > shown.length ? [`… and ${count(headers.length - shown.length)} more`] : [];
  const head = headers.length === 0 ? null : markup`<pre class="muted">${[...shown, ...more].join('\n')}</pre>`;
  const text = body?.text ?? '';
  const part = text.length > longestBody ? `${text.slice(0, longestBody)}…` : text;
  const took = howLong(sample);
  const about = aboutBody(sample);
  return markup`<article><p><b>${whatCame(sample)}</b> <code>${whatWasSent(sample)}</code></p>
<p class="muted">${whereFrom(sample)} at <a href="#t=${intendedMs / 1_000}">${moment(intendedMs)}</a>${took === '' ? '' : `, ${took}`}</p>${trace}${head}${part === '' ? null : markup`<pre>${part}</pre>`}${about === '' ? null : markup`<p class="muted">${about}</p>`}</article>`;
}
