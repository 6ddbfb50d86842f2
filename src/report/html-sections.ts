/** The upper half of the page, for everyone: the verdict, what was asked, what the faults did. */
import type { Analysis } from '../analysis/analysis.ts';
import { aptFigures, movedText, whatItDid } from './fault-figures.ts';
import { count, counted, msOrDash, rateOrDash, shareOrDash, whyUnknown } from './figures.ts';
import { failedText, revenueText } from './impact-text.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import { verdictBanner } from './html-verdict.ts';
import { objectivesSummary, runFacts, verdictMark, verdictTone, verdictWord } from './verdict.ts';

export function banner(analysis: Analysis): Markup {
  const { scenario, run } = analysis;
  const started = run.startedAt === null ? 'ended before the load began' : `${run.startedAt.slice(0, 19).replace('T', ' ')} UTC`;
  const facts = [
    scenario.target,
    ...(scenario.environment === null ? [] : [`environment ${scenario.environment}`]),
    started,
    ...runFacts(analysis),
  ];
  return markup`<header>
<p class="brand">Stampede <span>chaos report</span></p>
<h1>${scenario.title === '' ? scenario.name : scenario.title}</h1>
<p class="facts"><b>${scenario.name}</b>${facts.map((fact) => markup`<span>${fact}</span>`)}</p>
</header>
${verdictBanner({
  word: verdictWord(analysis.verdict),
  mark: verdictMark(analysis.verdict),
  tone: verdictTone(analysis.verdict),
  reason: analysis.reason,
  summary: summary(analysis, objectivesSummary(analysis)),
})}`;
}

function summary({ totals, exitCode }: Analysis, about: string): string {
  const { intended, errorRate, responseMs } = totals;
  const load = intended === 0 ? 'nothing was sent' : `${counted(intended, 'request')}, ${shareOrDash(errorRate.byRequest)} failed`;
  const slowest = responseMs.p99 === null ? '' : `, p99 ${msOrDash(responseMs.p99)}`;
  return `${about} · ${load}${slowest} · exit code ${exitCode}`;
}

/** What was asked beside what the fault did, where one fault leaves room for that; else below each other. */
export function askedAndFaults(analysis: Analysis): Markup {
  const both = [objectives(analysis), faults(analysis)].filter((part) => part !== null);
  return markup`<div class="${both.length === 2 && analysis.faults.length === 1 ? 'beside' : 'stacked'}">${both}</div>`;
}

function objectives(analysis: Analysis): Markup | null {
  if (analysis.objectives.length === 0) return null;
  const rows = analysis.objectives.map(
    ({
      verdict,
      text,
      actual,
      wanted,
      reason,
    }) => markup`<li class="${verdictTone(verdict)}"><span class="mark" title="${verdict}">${verdictMark(verdict)}</span>
<span class="text">${text}${reason === null ? null : markup`<small>${reason}</small>`}</span>
<span class="actual"><i>actual</i> ${actual ?? '–'}</span><span class="wanted"><i>wanted</i> ${wanted}</span></li>`,
  );
  return markup`<section class="asked"><h2>Objectives</h2><ul class="objectives card">${rows}</ul></section>`;
}

export function tiles(analysis: Analysis): Markup {
  const { totals, impact } = analysis;
  const revenue = revenueText(impact);
  const p99 = totals.responseMs.p99;
  const all: [string, string, string][] = [
    [
      'requests',
      count(totals.intended),
      totals.outcomes.cancelled > 0 ? `${count(totals.outcomes.cancelled)} cancelled with the run` : 'intended, all accounted for',
    ],
    [
      'served',
      rateOrDash(totals.goodputPerSecond),
      `${count(totals.outcomes.ok)} ok${totals.degraded > 0 ? `, ${count(totals.degraded)} by a fallback` : ''}`,
    ],
    ['failed', shareOrDash(totals.errorRate.byRequest), `of requests; ${shareOrDash(totals.errorRate.byTime)} of the time`],
    ['p95 response', msOrDash(totals.responseMs.p95), whyUnknown(totals.responseMs, 'p95') ?? `median ${msOrDash(totals.responseMs.p50)}`],
    ['p99 response', msOrDash(p99), whyUnknown(totals.responseMs, 'p99') ?? `slowest ${msOrDash(totals.responseMs.max)}`],
    ...(revenue === null ? [] : ([['revenue lost', revenue, failedText(impact)]] as [string, string, string][])),
  ];
  return markup`<section><h2>Totals</h2><div class="tiles">${all.map(([label, value, detail]) => markup`<div class="tile"><span>${label}</span><b>${value}</b><small>${detail}</small></div>`)}</div></section>`;
}

function faults(analysis: Analysis): Markup | null {
  if (analysis.faults.length === 0) return null;
  const cards = analysis.faults.map((fault) => {
    const figures = aptFigures(analysis, fault).map(
      ({ label, value, tone, detail }) =>
        markup`<div class="figure ${tone}"><span>${label}</span><b>${together(value)}</b><small>${detail}</small></div>`,
    );
    const moved = movedText(fault);
    return markup`<article class="card fault"><h3>${fault.id} <span>${whatItDid(fault)}</span></h3>${moved === null ? null : markup`<p class="muted">${moved}</p>`}<div class="figures">${figures}</div></article>`;
  });
  return markup`<section class="faults"><h2>${cards.length === 1 ? 'Fault' : 'Faults'}</h2>${cards}</section>`;
}

/** `6 of 7 connections` breaks, if at all, before what is counted. */
function together(value: string): string {
  return value.replace(/^(\S+) of (\S+)/, '$1\u00A0of\u00A0$2');
}
