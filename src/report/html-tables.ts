/** The lower half of the page: the figures behind the verdict, each table in a box of its own that scrolls sideways where the screen is narrow. */
import { formatMs } from '../units.ts';
import type { Analysis, Percentiles } from '../analysis/analysis.ts';
import {
  count,
  counted,
  durationMeaning,
  durationUnknown,
  fewest,
  failedAtText,
  moment,
  msOrDash,
  outcomeName,
  rateOrDash,
  shareOrDash,
  whyUnknown,
} from './figures.ts';
import { foldedSamples, samplesOnPage } from './html-samples.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import { recoveryFigures } from './recovery-figures.ts';
import { anyShed, neverReached, reachedStages } from './stage-figures.ts';

export type Cell = Markup | string;
type Measured = Pick<
  Analysis['stages'][number],
  'intended' | 'outcomes' | 'degraded' | 'shed' | 'errorRate' | 'goodputPerSecond' | 'responseMs' | 'name'
>;

function measuredHead(shed: boolean): string[] {
  return ['requests', 'served', 'p50', 'p95', 'p99', 'max', 'errors', 'degraded', ...(shed ? ['shed'] : [])];
}

export function stageTable(analysis: Analysis): Markup | null {
  const reached = reachedStages(analysis);
  const shed = anyShed(reached);
  const rows = reached.map((stage) => [
    stage.name,
    `${moment(stage.startMs)} – ${moment(stage.endMs)}`,
    rateOrDash(stage.offeredPerSecond),
    ...measuredCells(stage, shed),
  ]);
  const never = neverReached(analysis);
  const notes = [...missing(reached), ...(never === null ? [] : [`${never}.`])];
  return box('Stages', table(['stage', 'when', 'offered', ...measuredHead(shed)], rows, 2), notes);
}

export function routeTable(analysis: Analysis): Markup | null {
  const shed = anyShed(analysis.routes);
  const rows = analysis.routes.map((route) => [route.name, route.journeys.join(', '), ...measuredCells(route, shed)]);
  const followed = analysis.routes
    .filter(({ redirects }) => redirects > 0)
    .map(({ name, redirects }) => `${name}: ${counted(redirects, 'redirect')} followed, which its times contain.`);
  return box('Routes', table(['route', 'journeys', ...measuredHead(shed)], rows, 2), [...missing(analysis.routes), ...followed]);
}

export function journeyTable(analysis: Analysis): Markup | null {
  const rows = analysis.journeys.map((journey) => [
    journey.name,
    count(journey.started),
    count(journey.completed),
    count(journey.failed),
    count(journey.cancelled),
    shareOrDash(journey.completionRate),
    ...[journey.durationMs.p50, journey.durationMs.p95, journey.durationMs.p99, journey.durationMs.max].map(msOrDash),
    failedAtText(journey),
  ]);
  const head = ['journey', 'started', 'completed', 'failed', 'cancelled', 'completion', 'p50', 'p95', 'p99', 'max', 'failed at step'];
  const unknown = analysis.journeys.flatMap((journey) => {
    const why = durationUnknown(journey);
    return why === null ? [] : [`${journey.name}: ${why}.`];
  });
  return box('Journeys', table(head, rows, 1, 10), [durationMeaning, ...unknown]);
}

export function breakerTable(analysis: Analysis): Markup | null {
  const rows = analysis.breakers.map((breaker): Cell[] => {
    if (!breaker.answered) return [breaker.name, breaker.link ?? '–', '–', '–', '–', 'its source did not answer'];
    const moves = breaker.transitions.map(
      ({ instance, from, to, atMs, evidence }) =>
        markup`<li><a href="#t=${(atMs[0] + atMs[1]) / 2_000}">${moment((atMs[0] + atMs[1]) / 2)}</a> ${from} → ${to} <span class="muted">${instance}, ±${formatMs((atMs[1] - atMs[0]) / 2)}, evidence ${evidence}</span></li>`,
    );
    const shown =
      moves.length === 0
        ? 'stayed closed'
        : markup`<details${moves.length <= 8 ? OPEN : null}><summary>${moves.length} transitions</summary><ol class="moves">${moves}</ol></details>`;
    return [
      breaker.name,
      breaker.link ?? '–',
      `${breaker.atLeast ? '≥ ' : ''}${count(breaker.trips)}`,
      count(breaker.reopens),
      formatMs(breaker.openMs),
      shown,
    ];
  });
  return box('Breakers', table(['breaker', 'link', 'trips', 'from half-open', 'open for', 'transitions'], rows, 2, 5), [
    'Evidence: A reported by the breaker itself, B silence upstream, C the signature of answers, D a collapse of response times.',
  ]);
}
const OPEN = markup` open`;

export function recoveryTable(analysis: Analysis): Markup | null {
  const columns = [
    ['fault', 'fault'],
    ['scope', 'scope'],
    ['recovered after', 'recovered'],
    ['change point', 'changePoint'],
    ['breaker waits', 'wait'],
    ['degraded after', 'degraded'],
    ['detected after', 'detected'],
    ['tripped after', 'tripped'],
    ['mitigated after', 'mitigated'],
    ['service lost', 'lost'],
    ['at worst served', 'depth'],
    ['failed by request', 'byRequest'],
    ['failed by time', 'byTime'],
    ['overshoot', 'overshoot'],
    ['', 'note'],
  ] as const;
  const rows = recoveryFigures(analysis).map((one) => columns.map(([, key]) => one[key]));
  const head = columns.map(([name]) => name);
  return box('Recovery', table(head, rows, 2, 14), [
    'Recovered and change point, two methods for one instant, count from the confirmed removal of the fault, the others from its injection.',
    'Service lost is in seconds of full service; by request each request counts the same, by time each second. Overshoot: the most in a second after the removal, in multiples of the usual.',
  ]);
}

/** Each with the requests that were kept of it. */
export function errorTable(analysis: Analysis, onPage: ReadonlySet<number> = samplesOnPage(analysis)): Markup | null {
  const shown = analysis.errors.slice(0, 50);
  const rows = shown.map(({ cause, route, outcome, count: times, firstMs, lastMs, stages }) => [
    cause,
    route,
    outcomeName(outcome),
    count(times),
    at(firstMs),
    lastMs === null ? '–' : at(lastMs),
    stages.join(', '),
  ]);
  const byNumber = new Map(analysis.samples.map((sample) => [sample.number, sample]));
  const requests = shown.map(({ samples }) =>
    foldedSamples(
      samples.map((number) => byNumber.get(number)).filter((sample) => sample !== undefined),
      onPage,
    ),
  );
  const more = analysis.errors.length > rows.length ? [`${analysis.errors.length - rows.length} more causes are in report.json.`] : [];
  return box('Errors', table(['cause', 'route', 'outcome', 'times', 'first at', 'last at', 'stages'], rows, 3, 6, requests), more);
}

function at(ms: number): Markup {
  return markup`<a href="#t=${ms / 1_000}">${moment(ms)}</a>`;
}

export function timelineTable(analysis: Analysis): Markup | null {
  if (analysis.timeline.length === 0) return null;
  const rows = analysis.timeline.slice(0, 500).map(({ tMs, kind, text }): Cell[] => [at(tMs), kind, text]);
  const more = analysis.timeline.length > rows.length ? [`${analysis.timeline.length - rows.length} more are in report.json.`] : [];
  return box('What happened', table(['at', '', ''], rows, 3), more);
}

/** Every few seconds of the series, for readers without scripts. */
export function seriesTable(analysis: Analysis): Markup | null {
  const every = Math.max(1, Math.ceil(analysis.series.length / 60));
  const rows = analysis.series
    .filter((_, index) => index % every === 0)
    .map(({ tMs, offered, outcomes, degraded, responseMs }) => [
      moment(tMs),
      count(offered),
      count(outcomes.ok),
      count(offered - outcomes.ok),
      count(degraded),
      msOrDash(responseMs.p50),
      msOrDash(responseMs.p95),
      msOrDash(responseMs.p99),
    ]);
  return box(
    every === 1 ? 'Per second' : `One second in ${every}`,
    table(['at', 'offered', 'ok', 'not ok', 'degraded', 'p50', 'p95', 'p99'], rows, 1),
    [],
  );
}

function measuredCells(of: Measured, shed: boolean): string[] {
  const { p50, p95, p99, max } = of.responseMs;
  return [
    count(of.intended),
    rateOrDash(of.goodputPerSecond),
    msOrDash(p50),
    msOrDash(p95),
    msOrDash(p99),
    msOrDash(max),
    shareOrDash(of.errorRate),
    count(of.degraded),
    ...(shed ? [count(of.shed)] : []),
  ];
}

/** Why there are dashes, in one line for all rows. */
function missing(all: readonly { readonly name: string; readonly responseMs: Percentiles }[]): string[] {
  const few = all.filter(({ responseMs }) => whyUnknown(responseMs, 'p99') !== null);
  if (few.length === 0) return [];
  const beside = few.some(({ responseMs }) => whyUnknown(responseMs, 'p95') !== null) ? `, p95 needs ${fewest.p95}` : '';
  const there = few.map(({ name, responseMs }) => `${count(responseMs.n)} of ${name}`).join(', ');
  return [`p99 needs ${fewest.p99} samples${beside}: there are ${there}.`];
}

export function box(title: string, body: Markup | null, notes: readonly string[]): Markup | null {
  if (body === null) return null;
  return markup`<section><h2>${title}</h2><div class="card scroll">${body}</div>${notes.map((note) => markup`<p class="footnote">${note}</p>`)}</section>`;
}

/** Columns from `from` up to `to` hold numbers and are set flush right; what is `below` a row takes its whole width. */
export function table(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  from: number,
  to = head.length,
  below: readonly (Markup | null)[] = [],
): Markup | null {
  if (rows.length === 0) return null;
  const number = (column: number): Markup | null => (column >= from && column < to ? markup` class="n"` : null);
  const headings = head.map((cell, column) => markup`<th scope="col"${number(column)}>${cell}</th>`);
  const lines = rows.map((cells, row) => {
    const under = below[row] ?? null;
    const more = under === null ? null : markup`<tr class="below"><td colspan="${head.length}">${under}</td></tr>`;
    return markup`<tr>${cells.map((cell, column) => markup`<td${number(column) ?? breaking(cell)}>${cell}</td>`)}</tr>${more}`;
  });
  return markup`<table><thead><tr>${headings}</tr></thead><tbody>${lines}</tbody></table>`;
}

/** Short cells never break, long ones get room: so that a narrow screen scrolls a table instead of crushing it. */
function breaking(cell: Cell): Markup | null {
  if (typeof cell !== 'string') return null;
  if (cell.length <= 24) return markup` class="short"`;
  return cell.length > 40 ? markup` class="long"` : null;
}
