/** In Markdown: what the gate found, when faults were noticed, alerts and probes. */
import type { Analysis } from '../analysis/analysis.ts';
import { escapeMarkdown as md } from './escape.ts';
import { markdownTable, section } from './markdown-table.ts';
import { clearedText, detectedBy, detectedText, firingText, gateText, labelsText, probeText, sourceText } from './watched-figures.ts';

export function gateParagraph(analysis: Analysis): string {
  const gate = gateText(analysis);
  return gate === null ? '' : `Gate: ${gate.tone === 'bad' ? `**${md(gate.text)}**` : md(gate.text)}.`;
}

export function watchedSections(analysis: Analysis): string {
  return [detection(analysis), alerts(analysis), probes(analysis)].filter((text) => text !== '').join('\n\n');
}

function detection({ detection: all }: Analysis): string {
  if (all.length === 0) return '';
  const rows = all.map((one) => [md(one.fault), md(detectedText(one)), md(clearedText(one)), md(detectedBy(one))]);
  return section('Detection', markdownTable(['fault', 'detected after', 'cleared', 'by'], rows));
}

function alerts(analysis: Analysis): string {
  const { alertSource } = analysis;
  if (alertSource === null) return '';
  const source = sourceText(analysis);
  const rows = analysis.alerts.map((alert) => [
    md(alert.name),
    md(labelsText(alert)),
    alert.firings.map((one) => md(firingText(one))).join('<br>'),
  ]);
  const none = alertSource.answered ? 'None fired.' : '';
  const body = rows.length === 0 ? none : markdownTable(['alert', 'labels', 'fired'], rows);
  return section('Alerts', [source === null ? '' : `${md(source.text)}.`, body].filter((text) => text !== '').join('\n\n'));
}

function probes({ probes: all }: Analysis): string {
  if (all.length === 0) return '';
  return section(
    'Probes',
    markdownTable(
      ['probe', '', 'looked at'],
      all.map((probe) => [md(probe.name), md(probeText(probe).text), md(probe.what)]),
    ),
  );
}
