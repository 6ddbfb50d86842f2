/** Cards that say why the numbers can be believed and what they cost: orders, money, the generator, how to run it again. */
import type { Analysis } from '../analysis/analysis.ts';
import { fingerprintText } from '../analysis/compare/like.ts';
import { budgetParts } from './budget.ts';
import { count, msOrDash, rateOrDash, shareOrDash, unknown } from './figures.ts';
import { impactSaid, revenueText } from './impact-text.ts';
import { idTexts, lateText, readText } from './order-figures.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import { reproduceCommand } from './next.ts';

export function evidenceCards(analysis: Analysis): Markup {
  return markup`<div class="cards">${[ordersCard(analysis), impactCard(analysis), generatorCard(analysis)].filter((card) => card !== null)}</div>`;
}

export function notes(analysis: Analysis): Markup | null {
  if (analysis.notes.length === 0) return null;
  return markup`<section><h2>Notes</h2><ul class="notes card">${analysis.notes.map((note) => markup`<li>${note}</li>`)}</ul></section>`;
}

function ordersCard({ reconciliation: found, reconciliationReason }: Analysis): Markup | null {
  if (found === null) return reconciliationReason === null ? null : card('Orders', [['reconciled', 'no']], `${reconciliationReason}.`);
  const wrong = found.lost.length + found.duplicated.length > 0;
  const told = [readText(found), ...idTexts(found)].filter(Boolean).map((text) => `${text}.`);
  return card(
    'Orders',
    [
      ['acknowledged', count(found.acknowledged)],
      ['persisted', count(found.persisted)],
      ['lost', count(found.lost.length)],
      ['duplicated', count(found.duplicated.length)],
      ...(found.late === null ? [] : ([['late', lateText(found) || '0']] as [string, string][])),
      ['persisted, never acknowledged', count(found.unacknowledged)],
    ],
    [...(wrong || !found.settled ? [] : ['Every acknowledged order is in the ledger, once.']), ...told].join(' '),
    wrong ? 'bad' : '',
  );
}

function impactCard(analysis: Analysis): Markup | null {
  if (!impactSaid(analysis)) return null;
  const { impact } = analysis;
  return card(
    'Business impact',
    [
      [`failed ${impact.counts}`, count(impact.failedCheckouts)],
      ['revenue lost', revenueText(impact) ?? unknown],
      ...budgetParts(impact.budget).map(([name, value]): [string, string] => [name === '' ? 'error budget' : name, value]),
    ],
    `${impact.revenueReason === null ? '' : `Revenue lost is not known: ${impact.revenueReason}. `}Supposing that ${impact.assumption}.`,
  );
}

function generatorCard({ generator, connections, totals }: Analysis): Markup {
  const { latenessMs, rateRatio, eventLoopMs, saturated, saturatedWhy, workers, perWorker, cpuMicrosPerRequest } = generator;
  const verdict =
    latenessMs.n === 0
      ? 'It sent nothing.'
      : saturated
        ? `Saturated: ${saturatedWhy ?? 'it could not keep the planned rate'}. The figures tell of the generator, not of the target.`
        : 'It kept the planned rate: the figures tell of the target.';
  return card(
    'Load generator',
    [
      ['sent late by, p50', msOrDash(latenessMs.p50)],
      ['sent late by, p99', msOrDash(latenessMs.p99)],
      ['sent of what was due', shareOrDash(rateRatio)],
      ['event loop late by, p99', msOrDash(eventLoopMs.p99)],
      ['service time, p50', msOrDash(totals.serviceMs.p50)],
      ['service time, p99', msOrDash(totals.serviceMs.p99)],
      ['connections opened', count(connections.opened)],
      ['connections failed', count(connections.failed)],
      ['connections opened a second', rateOrDash(connections.perSecond.mean)],
      ['connections opened, fastest second', rateOrDash(connections.perSecond.max)],
      ['handshake, p50', msOrDash(connections.handshakeMs.p50)],
      ['handshake, p99', msOrDash(connections.handshakeMs.p99)],
      ['processor time a request', cpuMicrosPerRequest === null ? unknown : `${count(cpuMicrosPerRequest)} µs`],
      ['workers', count(workers)],
      ...(workers > 1
        ? perWorker.map(({ worker, latenessMs }): [string, string] => [`worker ${worker + 1} late by, p99`, msOrDash(latenessMs.p99)])
        : []),
    ],
    verdict,
    saturated ? 'unsure' : '',
  );
}

export function runAgain(analysis: Analysis): Markup {
  const { run } = analysis;
  const facts = [
    ['plan', run.planHash.slice(0, 16)],
    ['seed', String(run.seed)],
    ['run', run.id],
    ['made with', `${run.tool} on Node ${run.node}`],
    ...(run.fingerprint === null ? [] : [['made on', fingerprintText(run.fingerprint)]]),
  ].map(([name = '', value = '']) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`);
  return markup`<section><h2>Run it again</h2><div class="card again"><p>In this report's folder:</p><pre><code>${reproduceCommand(analysis)}</code></pre>
<dl>${facts}</dl><p class="muted">Two runs can be compared when their plan is the same, and what they were made on.</p></div></section>`;
}

function card(title: string, facts: readonly (readonly [string, string])[], note: string, tone = ''): Markup {
  return markup`<article class="card ${tone}"><h3>${title}</h3><dl>${facts.map(([name, value]) => markup`<dt>${name}</dt><dd>${value}</dd>`)}</dl><p class="muted">${note}</p></article>`;
}
