/** What stands under the stages on a terminal: breakers, errors, orders and money, and how honest the generator was. */
import { widestMs } from '../breakers/infer/inference.ts';
import type { EvidenceGrade } from '../events/event.ts';
import type { Analysis } from '../analysis/analysis.ts';
import { sourceNotes } from './breaker-sources.ts';
import { basisText, besideTexts, breakerText } from './breaker-text.ts';
import { budgetParts } from './budget.ts';
import { displayWidth, layoutWidth, pad, wrap } from './columns.ts';
import { connectionsText, count, counted, moment, msOrDash, outcomeName, shareOrDash } from './figures.ts';
import { failedText, impactSaid, revenueText } from './impact-text.ts';
import { idTexts, lateText, readText } from './order-figures.ts';
import { said, styled } from './styled.ts';
import type { Line, Style } from './styled.ts';

/** Columns of the labels at the left. */
const gutter = 13;
const mostErrors = 5;

export function breakerLines(analysis: Analysis, width: number): Line[] {
  return analysis.breakers.flatMap((breaker) => {
    const head = labelled('breaker', said(`${breaker.name}: ${breakerText(breaker)}`), width, breaker.answered ? 'plain' : 'unsure');
    const moves = breaker.transitions
      .slice(0, 6)
      .map(({ from, to, atMs, evidence }, index) => `${index === 0 ? `${from} → ` : '→ '}${to} ${momentText(atMs, evidence)}`);
    const more = breaker.transitions.length > 6 ? ` … ${breaker.transitions.length - 6} more` : '';
    const timeline = moves.length === 0 ? [] : labelled('', moves.join(' ') + more, width, 'dim');
    // What can't tell is left to the larger reports.
    const beside = besideTexts({ ...breaker, evidence: breaker.evidence.filter(({ trips }) => trips !== null) });
    const notes = [basisText(breaker), ...beside].filter((text) => text !== null);
    const doubts = sourceNotes(breaker).flatMap((note) => labelled('', said(note), width, 'unsure'));
    return [...head, ...timeline, ...notes.flatMap((text) => labelled('', said(text), width, 'dim')), ...doubts];
  });
}

/** What is known to a second is a moment; of what was inferred, what is known as well as every other inference. */
function momentText([from, to]: readonly [number, number], evidence: EvidenceGrade): string {
  return to - from <= (evidence === 'A' ? 1_000 : widestMs) ? moment((from + to) / 2) : `${moment(from)} to ${moment(to)}`;
}

export function errorLines(analysis: Analysis, width: number): Line[] {
  const shown = analysis.errors.slice(0, mostErrors);
  const cuts = Number.isFinite(width);
  const routes = Math.min(cuts ? 20 : Number.POSITIVE_INFINITY, Math.max(0, ...shown.map(({ route }) => displayWidth(said(route)))));
  const firsts = Math.max(0, ...shown.map(({ firstMs }) => moment(firstMs).length));
  const whats = shown.map(({ cause, outcome, count: times }) => `${pad(`${count(times)}×`, 7)} ${said(cause)} (${outcomeName(outcome)})`);
  const fits = layoutWidth(width) - gutter - routes - firsts - '    from '.length;
  const room = cuts ? fits : Math.max(fits, ...whats.map(displayWidth));
  const lines = shown.map(({ route, firstMs }, index): Line => {
    const tail = `  ${pad(said(route), routes)}  from ${pad(moment(firstMs), firsts, 'left')}`;
    return [pad(index === 0 ? '  errors' : '', gutter), pad(whats[index] as string, room), styled('dim', tail)];
  });
  const left = analysis.errors.length - shown.length;
  return left > 0 ? [...lines, [pad('', gutter), styled('dim', `… and ${counted(left, 'more cause')}`)]] : lines;
}

export function orderLines(analysis: Analysis, width: number): Line[] {
  const { reconciliation: found, impact } = analysis;
  const lines: Line[] = [];
  if (found) {
    const wrong = found.lost.length + found.duplicated.length > 0;
    const kinds = [
      `${count(found.lost.length)} lost`,
      `${count(found.duplicated.length)} duplicated`,
      lateText(found),
      `${count(found.unacknowledged)} never acknowledged`,
    ];
    const text = `${count(found.acknowledged)} acknowledged, ${count(found.persisted)} persisted: ${kinds.filter(Boolean).join(', ')}`;
    lines.push(...labelled('orders', text, width, wrong ? 'bad' : 'plain'));
    const read = readText(found);
    if (read !== '') lines.push(...labelled('', read, width, found.settled ? 'dim' : 'unsure'));
    for (const ids of idTexts(found, 3)) lines.push(...labelled('', said(ids), width, 'dim'));
  } else if (analysis.reconciliationReason !== null)
    lines.push(...labelled('orders', `not reconciled: ${said(analysis.reconciliationReason)}`, width, 'unsure'));
  if (impactSaid(analysis)) lines.push(...impactLines(impact, width));
  return lines;
}

/** What it cost, then the error budget part by part, then what both suppose. */
function impactLines(impact: Analysis['impact'], width: number): Line[] {
  const cost = said([failedText(impact), revenueText(impact)].filter((text) => text !== null).join(', '));
  const parts = budgetParts(said(impact.budget));
  const names = Math.min(24, Math.max(0, ...parts.map(([name]) => displayWidth(name) + 1)));
  return [
    ...labelled('impact', cost, width),
    ...parts.flatMap(([name, value]) => labelled('', name === '' ? value : `${pad(`${name}:`, names)} ${value}`, width)),
    ...labelled('', `supposing that ${said(impact.assumption)}`, width, 'dim'),
  ];
}

/** Lateness and rate of the tool itself: whether the numbers above can be believed. */
export function generatorLines(analysis: Analysis, width: number): Line[] {
  const { latenessMs, rateRatio, saturated, saturatedWhy, workers } = analysis.generator;
  if (latenessMs.n === 0) return [];
  const text = `${workers > 1 ? `${count(workers)} workers, ` : ''}sends late by p50 ${msOrDash(latenessMs.p50)}, p99 ${msOrDash(latenessMs.p99)}; ${shareOrDash(rateRatio)} of what was due was sent`;
  return [
    ...labelled('generator', text, width),
    ...(saturated ? labelled('', `saturated: ${said(saturatedWhy ?? 'it could not keep the planned rate')}`, width, 'unsure') : []),
  ];
}

/** How many connections it took, and how long each was in coming. */
export function connectionLines(analysis: Analysis, width: number): Line[] {
  if (analysis.connections.opened === 0) return [];
  return labelled('', `connections: ${connectionsText(analysis)}`, width);
}

/** Text beside a label in the gutter; an empty label continues what stands above. */
export function labelled(label: string, text: string, width: number, style: Style = 'plain'): Line[] {
  return wrap(text, width - gutter).map((part, index): Line => [
    pad(index === 0 && label !== '' ? `  ${label}` : '', gutter),
    styled(style, part),
  ]);
}
