/** report.md: short enough for a pull request or a job's summary page (GitHub takes 1 MiB a step); the verdict first. */
import type { Analysis } from '../analysis/analysis.ts';
import { sourceNotes, watchText } from './breaker-sources.ts';
import { basisText, besideTexts, breakerText, gradeOf } from './breaker-text.ts';
import { fingerprintText } from '../analysis/compare/like.ts';
import { againstText, controlTexts, costHead, costMeaning, costRows, notableChanges } from './against-figures.ts';
import { escapeMarkdown as md } from './escape.ts';
import { faultFigures, movedText, whatItDid } from './fault-figures.ts';
import { connectionsText, count, counted, durationMeaning, failedAtText, msOrDash, moment, rateOrDash, shareOrDash } from './figures.ts';
import { markdownTable, section } from './markdown-table.ts';
import { gateParagraph, watchedSections } from './markdown-watched.ts';
import { failedText, impactSaid, revenueText } from './impact-text.ts';
import { idTexts, lateText, readText } from './order-figures.ts';
import { reproduceCommand } from './next.ts';
import { recoveryFigures } from './recovery-figures.ts';
import { anyShed, neverReached, reachedStages } from './stage-figures.ts';
import { objectivesSummary, runFacts, verdictMark, verdictWord } from './verdict.ts';

export function renderMarkdown(analysis: Analysis): string {
  const { scenario, generator } = analysis;
  const blocks = [
    `## ${verdictMark(analysis.verdict)} ${verdictWord(analysis.verdict)}: ${md(scenario.name)}`,
    `**${md(analysis.reason)}**`,
    [
      `${md(scenario.title)} · ${md(scenario.target)}`,
      ...runFacts(analysis).map(md),
      ...(analysis.run.startedAt === null ? [] : [md(analysis.run.startedAt)]),
    ].join(' · '),
    objectives(analysis),
    gateParagraph(analysis),
    against(analysis),
    control(analysis),
    faults(analysis),
    stages(analysis),
    journeys(analysis),
    breakers(analysis),
    recovery(analysis),
    watchedSections(analysis),
    errors(analysis),
    orders(analysis),
    `Generator: lateness p50 ${msOrDash(generator.latenessMs.p50)}, p99 ${msOrDash(generator.latenessMs.p99)}; sent ${shareOrDash(generator.rateRatio)} of what was due${generator.saturated ? `; **saturated: ${md(generator.saturatedWhy ?? '')}**` : ''}. Connections: ${connectionsText(analysis)}.`,
    analysis.notes.map((note) => `- ${md(note)}`).join('\n'),
    `Again: ${code(reproduceCommand(analysis))} · plan ${code(analysis.run.planHash.slice(0, 12))}${analysis.run.fingerprint === null ? '' : ` · on ${md(fingerprintText(analysis.run.fingerprint))}`}`,
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function objectives(analysis: Analysis): string {
  if (analysis.objectives.length === 0) return '';
  const rows = analysis.objectives.map(({ verdict, text, actual, wanted, reason }) => [
    `${verdictMark(verdict)} ${verdict}`,
    md(text),
    md(actual ?? '–') + (reason === null ? '' : `<br>${md(reason)}`),
    md(wanted),
  ]);
  return section(`Objectives: ${objectivesSummary(analysis)}`, markdownTable(['', 'objective', 'actual', 'wanted'], rows));
}

function against({ comparison }: Analysis): string {
  if (comparison === null) return '';
  const rows = notableChanges(comparison).map(({ metric, text, tone }) => [tone === 'bad' ? '✗ worse' : '✓ better', md(metric), md(text)]);
  const head = `Held ${md(againstText(comparison))}.`;
  return section('Against those before', rows.length === 0 ? head : `${head}\n\n${markdownTable(['', 'metric', 'now'], rows)}`);
}

function control({ control: found }: Analysis): string {
  if (found === null) return '';
  const rows = costRows(found).map(({ cells }) => cells.map(md));
  const texts = controlTexts(found).map((text) => `Control ${md(text)}.`);
  return section('What the faults cost', [markdownTable(costHead, rows, 2), ...texts, costMeaning].join('\n\n'));
}

function faults(analysis: Analysis): string {
  if (analysis.faults.length === 0) return '';
  const rows = analysis.faults.map((fault) => {
    const figures = faultFigures(analysis, fault);
    return [
      `${md(fault.id)}<br>${[whatItDid(fault), movedText(fault)].flatMap((text) => (text === null ? [] : [md(text)])).join('<br>')}`,
      `${figures[0].value}<br>${md(fault.evidence)}`,
      ...figures.slice(1).map((figure) => md(figure.value)),
    ];
  });
  return section('Faults', markdownTable(['fault', 'did it bite', 'touched', 'tripped after', 'recovered after', 'requests failed'], rows));
}

function stages(analysis: Analysis): string {
  if (analysis.stages.length === 0) return '';
  const reached = reachedStages(analysis);
  const shed = anyShed(reached);
  const rows = reached.map((stage) => [
    md(stage.name),
    rateOrDash(stage.offeredPerSecond),
    rateOrDash(stage.goodputPerSecond),
    ...[stage.responseMs.p50, stage.responseMs.p95, stage.responseMs.p99].map(msOrDash),
    shareOrDash(stage.errorRate),
    count(stage.degraded),
    ...(shed ? [count(stage.shed)] : []),
  ]);
  const head = ['stage', 'offered', 'served', 'p50', 'p95', 'p99', 'errors', 'degraded', ...(shed ? ['shed'] : [])];
  const never = neverReached(analysis);
  return section('Stages', markdownTable(head, rows, 1) + (never === null ? '' : `\n\n${md(never)}.`));
}

function journeys(analysis: Analysis): string {
  if (analysis.journeys.length === 0) return '';
  const rows = analysis.journeys.map((journey) => [
    md(journey.name),
    md(failedAtText(journey)),
    ...[journey.started, journey.completed, journey.failed, journey.cancelled].map(count),
    shareOrDash(journey.completionRate),
    ...[journey.durationMs.p50, journey.durationMs.p95, journey.durationMs.p99].map(msOrDash),
  ]);
  const head = ['journey', 'failed at step', 'started', 'completed', 'failed', 'cancelled', 'completion', 'p50', 'p95', 'p99'];
  return section('Journeys', `${markdownTable(head, rows, 2)}\n\n${durationMeaning}`);
}

function breakers(analysis: Analysis): string {
  if (analysis.breakers.length === 0) return '';
  const rows = analysis.breakers.map((breaker) => {
    const { name, answered, atLeast, trips, reopens, openMs } = breaker;
    const counts = `${atLeast ? 'at least ' : ''}${trips} (${reopens} from half-open)`;
    const evidence = [gradeOf(breaker), basisText(breaker), ...besideTexts(breaker)].filter((text) => text !== null);
    return [md(name), answered ? counts : md(breakerText(breaker)), answered ? msOrDash(openMs) : '–', md(evidence.join('; ')) || '–'];
  });
  const notes = analysis.breakers.flatMap((breaker) =>
    [...sourceNotes(breaker), watchText(breaker)].flatMap((note) => (note === null ? [] : [`- ${md(breaker.name)}: ${md(note)}`])),
  );
  const below = notes.length === 0 ? '' : `\n\n${notes.join('\n')}`;
  return section('Breakers', `${markdownTable(['breaker', 'trips', 'open for', 'evidence'], rows)}${below}`);
}

function recovery(analysis: Analysis): string {
  const rows = recoveryFigures(analysis).map((one) => [
    ...[one.fault, one.scope, one.recovered].map(md),
    ...[one.changePoint, one.wait, one.mitigated, one.lost, one.byRequest, one.byTime, one.note].map(md),
  ]);
  const head = [
    'fault',
    'scope',
    'recovered',
    'change point',
    'breaker waits',
    'mitigated',
    'service lost',
    'failed by request',
    'by time',
    '',
  ];
  return rows.length === 0 ? '' : section('Recovery', markdownTable(head, rows));
}

function errors(analysis: Analysis): string {
  if (analysis.errors.length === 0) return '';
  const rows = analysis.errors.slice(0, 10).map(({ cause, route, count: times, firstMs, lastMs, stages: where, samples }) => [
    md(cause),
    md(route),
    count(times),
    moment(firstMs),
    lastMs === null ? '–' : moment(lastMs),
    md(where.join(', ')),
    analysis.samples
      .filter(({ number, traceId }) => traceId !== null && samples.includes(number))
      .slice(0, 2)
      .map(({ traceId }) => code((traceId as string).replaceAll('|', '')))
      .join('<br>'),
  ]);
  return section('Errors', markdownTable(['cause', 'route', 'times', 'first at', 'last at', 'stages', 'traces'], rows));
}

function orders(analysis: Analysis): string {
  const { reconciliation: found, impact } = analysis;
  const lines: string[] = [];
  if (found)
    lines.push(
      `Orders: ${counted(found.acknowledged, 'acknowledged', 'acknowledged')}, ${count(found.persisted)} persisted, **${count(found.lost.length)} lost, ${count(found.duplicated.length)} duplicated**, ${[lateText(found), `${count(found.unacknowledged)} persisted without an acknowledgement`].filter(Boolean).join(', ')}.`,
      ...[readText(found), ...idTexts(found)].filter(Boolean).map((text) => `- ${md(text)}`),
    );
  else if (analysis.reconciliationReason !== null) lines.push(`Orders were not reconciled: ${md(analysis.reconciliationReason)}.`);
  if (impactSaid(analysis))
    lines.push(
      `Impact: ${md([failedText(impact), revenueText(impact)].filter((text) => text !== null).join(', '))}; ${md(impact.budget)}. Supposing that ${md(impact.assumption)}.`,
    );
  return lines.join('\n\n');
}

/** A code span; its text can't hold the backtick that would end it. */
function code(text: string): string {
  return `\`${text.replaceAll('`', "'").replace(/\s+/g, ' ')}\``;
}
