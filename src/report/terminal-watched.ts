/** On a terminal: what the gate found, when faults were noticed, alerts and probes. */
import type { Analysis } from '../analysis/analysis.ts';
import { said } from './styled.ts';
import type { Line } from './styled.ts';
import { labelled } from './terminal-evidence.ts';
import { clearedText, detectedBy, detectedText, firingText, gateText, probeText, sourceText } from './watched-figures.ts';

const mostAlerts = 5;

export function watchedLines(analysis: Analysis, width: number): Line[] {
  return [
    ...gateLines(analysis, width),
    ...detectionLines(analysis, width),
    ...alertLines(analysis, width),
    ...probeLines(analysis, width),
  ];
}

function gateLines(analysis: Analysis, width: number): Line[] {
  const gate = gateText(analysis);
  return gate === null ? [] : labelled('gate', said(gate.text), width, gate.tone);
}

function detectionLines({ detection }: Analysis, width: number): Line[] {
  return detection.flatMap((one, index) => {
    const cleared = one.clearedAfterMs === null ? '' : `; cleared ${clearedText(one)}`;
    return [
      ...labelled(index === 0 ? 'detected' : '', `${said(one.fault)}: ${detectedText(one)}${cleared}`, width),
      ...labelled('', said(detectedBy(one)), width, 'dim'),
    ];
  });
}

function alertLines(analysis: Analysis, width: number): Line[] {
  const source = sourceText(analysis);
  const { alerts, alertSource } = analysis;
  if (alertSource === null) return [];
  const shown = alerts.slice(0, mostAlerts).map((alert) => `${alert.name} ${alert.firings.map(firingText).join(', ')}`);
  const more = alerts.length > shown.length ? [`and ${alerts.length - shown.length} more`] : [];
  const texts = alerts.length === 0 && alertSource.answered ? ['none fired'] : [...shown, ...more];
  return [
    ...(source === null ? [] : labelled('alerts', said(source.text), width, source.tone)),
    ...texts.flatMap((text, index) => labelled(index === 0 && source === null ? 'alerts' : '', said(text), width)),
  ];
}

function probeLines({ probes }: Analysis, width: number): Line[] {
  return probes.flatMap((probe, index) => {
    const { text, tone } = probeText(probe);
    return labelled(index === 0 ? 'probes' : '', said(`${probe.name} ${text}`), width, tone === 'good' ? 'plain' : tone);
  });
}
