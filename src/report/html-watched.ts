/** On the page: when faults were noticed, the system's own alerts, and probes, each with its strip under the charts. */
import type { Analysis } from '../analysis/analysis.ts';
import { endOf } from './chart-data.ts';
import { count, moment } from './figures.ts';
import { lane, rowHeight, span } from './html-lanes.ts';
import { box, table, type Cell } from './html-table.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import { clearedText, detectedBy, detectedText, firingText, gateText, labelsText, probeText, sourceText } from './watched-figures.ts';

/** What the gate found, where it judged. */
export function gateLine(analysis: Analysis): Markup | null {
  const gate = gateText(analysis);
  return gate === null ? null : markup`<p class="footnote">Gate: ${gate.text}.</p>`;
}

/** One strip an alert: filled while it fired, in outline where nobody was told. */
export function alertLanes(analysis: Analysis): Markup[] {
  const total = endOf(analysis) * 1_000;
  return analysis.alerts.map((alert) => {
    const height = rowHeight / 2;
    const parts = alert.firings.flatMap((firing) => {
      const [from, to] = [middle(firing.atMs), firing.clearedAtMs === null ? total : middle(firing.clearedAtMs)];
      if (to <= 0 || from >= total) return [];
      const box = span(Math.max(0, from), Math.min(total, to), total);
      return [
        markup`<rect class="${firing.suppressed ? 'alert muted' : 'alert'}" x="${box.x}" width="${box.width}" y="1" height="${height - 2}" rx="2"><title>${alert.name}: ${firingText(firing)}</title></rect>`,
      ];
    });
    return lane(`Alert ${alert.name}`, alert.firings.map(firingText).join(', '), height, parts);
  });
}

function middle([from, to]: readonly [number, number]): number {
  return (from + to) / 2;
}

export function detectionTable(analysis: Analysis): Markup | null {
  const rows = analysis.detection.map((one): Cell[] => [one.fault, detectedText(one), clearedText(one), detectedBy(one)]);
  const emulated = analysis.detection.some(({ how }) => how === 'emulated');
  return box('Detection', table(['fault', 'detected after', 'cleared', 'by'], rows, 1, 2), [
    emulated
      ? "Emulated: no source of alerts is named, so burn rates of the run's own counts stand in for them, with their windows scaled down."
      : "Read from the system's own alerts: the first of which somebody was told after the injection.",
  ]);
}

export function alertTable(analysis: Analysis): Markup | null {
  const { alerts, alertSource } = analysis;
  if (alertSource === null) return null;
  const source = sourceText(analysis);
  const rows = alerts.map((alert): Cell[] => [
    alert.name,
    labelsText(alert),
    markup`<ol class="moves">${alert.firings.map((firing) => markup`<li><a href="#t=${Math.max(0, middle(firing.atMs)) / 1_000}">${firingText(firing)}</a></li>`)}</ol>`,
  ]);
  const notes = source === null ? [`Read from ${alertSource.name}.`] : [`${source.text}.`];
  const none = rows.length === 0 && alertSource.answered ? [['none fired', '', '']] : rows;
  return box('Alerts', table(['alert', 'labels', 'fired'], none, 3), notes);
}

export function probeTable({ probes }: Analysis): Markup | null {
  const rows = probes.map((probe): Cell[] => [
    probe.name,
    count(probe.looks),
    count(probe.failed),
    probe.firstFailureMs === null
      ? '–'
      : markup`<a href="#t=${Math.max(0, probe.firstFailureMs) / 1_000}">${moment(probe.firstFailureMs)}</a>`,
    probeText(probe).text,
    probe.what,
  ]);
  return box('Probes', table(['probe', 'looks', 'failed', 'first at', '', 'looked at'], rows, 1, 4), []);
}
