/** The lower half of the page: the figures behind the verdict, each table in a box of its own that scrolls sideways where the screen is narrow. */
import { gradeText } from '../breakers/infer/grade.ts';
import { basisText, besideTexts, breakerText, gradeOf } from './breaker-text.ts';
import { formatMs } from '../units.ts';
import type { Analysis, Percentiles } from '../analysis/analysis.ts';
import { sourceNotes, unmovedText, watchText } from './breaker-sources.ts';
import { againstRows, againstText, controlTexts, costHead, costMeaning, costRows } from './against-figures.ts';
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
import { box, table, under, type Cell } from './html-table.ts';
import { foldedSamples, samplesOnPage } from './html-samples.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import { anyShed, neverReached, reachedStages } from './stage-figures.ts';

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
    if (!breaker.answered) return [breaker.name, breaker.link ?? '–', '–', '–', '–', '–', breakerText(breaker)];
    return [
      breaker.name,
      breaker.link ?? '–',
      `${breaker.atLeast ? '≥ ' : ''}${count(breaker.trips)}`,
      count(breaker.reopens),
      formatMs(breaker.openMs),
      gradeOf(breaker) ?? '–',
      breaker.transitions.length === 0 ? unmovedText(breaker) : count(breaker.transitions.length),
    ];
  });
  const head = ['breaker', 'link', 'trips', 'from half-open', 'open for', 'evidence', 'transitions'];
  return box('Breakers', table(head, rows, 2, 5, analysis.breakers.map(movesOf)), [
    'Evidence: A reported by the breaker itself; inferred: B the dependency fell silent while clients were answered, C answers bear its signature, D a collapse of response times is consistent with it.',
    ...analysis.breakers.flatMap((breaker) => {
      const watched = watchText(breaker);
      const notes = [...sourceNotes(breaker), ...(watched === null ? [] : [watched])];
      return notes.length === 0 ? [] : [`${breaker.name}: ${notes.join('; ')}.`];
    }),
    ...analysis.breakers.flatMap(besideOf),
  ]);
}
const OPEN = markup` open`;

/** When it went from which state to which; many are folded. */
function movesOf({ answered, transitions }: Analysis['breakers'][number]): Markup | null {
  if (!answered || transitions.length === 0) return null;
  const moves = transitions.map(
    ({ instance, from, to, atMs, evidence }) =>
      markup`<li><a href="#t=${(atMs[0] + atMs[1]) / 2_000}">${moment((atMs[0] + atMs[1]) / 2)}</a> ${from} → ${to} <span class="muted">${instance}, ±${formatMs((atMs[1] - atMs[0]) / 2)}, ${gradeText(evidence)}</span></li>`,
  );
  return under(
    markup`<details${moves.length <= 8 ? OPEN : null}><summary>each with its time</summary><ol class="moves">${moves}</ol></details>`,
  );
}

/** What it was inferred from, and whether the rest agrees: a line a breaker. */
function besideOf(breaker: Analysis['breakers'][number]): string[] {
  const texts = [basisText(breaker), ...besideTexts(breaker)].filter((text) => text !== null);
  return texts.length === 0 ? [] : [`${breaker.name}: ${texts.join('; ')}.`];
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

export function againstTable({ comparison }: Analysis): Markup | null {
  if (comparison === null) return null;
  return box('Against those before', table(['metric', 'now', ''], againstRows(comparison), 3), [`Held ${againstText(comparison)}.`]);
}

export function costTable({ control }: Analysis): Markup | null {
  if (control === null) return null;
  const rows = costRows(control).map(({ cells }) => cells);
  return box('What the faults cost', table(costHead, rows, 2), [...controlTexts(control).map((text) => `Control ${text}`), costMeaning]);
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
