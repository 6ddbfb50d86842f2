/**
 * report.html: one file that needs nothing else and asks no network, to attach, mail and keep. Scripts and styles are
 * allowed by their hashes only (Content Security Policy level 3), so nothing that a target or a scenario said can run.
 */
import { createHash } from 'node:crypto';
import type { Analysis } from '../analysis/analysis.ts';
import { chartData } from './chart-data.ts';
import { jsonForScript } from './escape.ts';
import { chartScript } from './html-client.ts';
import { evidenceCards, notes, runAgain } from './html-evidence.ts';
import { recoveryTable } from './html-recovery.ts';
import { breakerLanes, faultLanes, stageLane } from './html-lanes.ts';
import { samplesOnPage, slowestServed } from './html-samples.ts';
import { askedAndFaults, banner, tiles } from './html-sections.ts';
import { pageStyle } from './html-style.ts';
import {
  againstTable,
  breakerTable,
  costTable,
  errorTable,
  journeyTable,
  routeTable,
  seriesTable,
  stageTable,
  timelineTable,
} from './html-tables.ts';
import { alertLanes, alertTable, detectionTable, gateLine, probeTable } from './html-watched.ts';
import { markup, raw } from './markup.ts';
import type { Markup } from './markup.ts';
import { verdictWord } from './verdict.ts';

/** What the page carries inside; read from disk at the edge (src/report-assets.ts). */
export interface ReportAssets {
  readonly uplotJs: string;
  readonly uplotCss: string;
}

export function renderHtml(analysis: Analysis, assets: ReportAssets): string {
  const style = `${assets.uplotCss}\n${pageStyle}`;
  const script = `${assets.uplotJs}\n${chartScript}`;
  const policy = `default-src 'none'; script-src '${hashOf(script)}'; style-src '${hashOf(style)}'; img-src data:; base-uri 'none'; form-action 'none'`;
  const onPage = samplesOnPage(analysis);
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${raw(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${verdictWord(analysis.verdict)}: ${analysis.scenario.name} (${analysis.run.id})</title>
<link rel="icon" href="data:,">
<style>${raw(style)}</style>
</head>
<body>
<main>
${banner(analysis)}
${askedAndFaults(analysis)}
${charts(analysis)}
${tiles(analysis)}
${gateLine(analysis)}
${stageTable(analysis)}
${routeTable(analysis)}
${journeyTable(analysis)}
${breakerTable(analysis)}
${recoveryTable(analysis)}
${detectionTable(analysis)}
${alertTable(analysis)}
${probeTable(analysis)}
${againstTable(analysis)}
${costTable(analysis)}
${errorTable(analysis, onPage)}
${slowestServed(analysis, onPage)}
${evidenceCards(analysis)}
${runAgain(analysis)}
${notes(analysis)}
${timelineTable(analysis)}
<footer>${analysis.scenario.story}</footer>
</main>
<script type="application/json" id="data">${raw(jsonForScript(chartData(analysis)))}</script>
<script>${raw(script)}</script>
</body>
</html>
`;
  return page.text;
}

function charts(analysis: Analysis): Markup {
  if (analysis.series.length === 0)
    return markup`<section><h2>Over time</h2><p class="card empty">Nothing was measured: the run ended before the load began.</p></section>`;
  const chart = (id: string, title: string, aside: string): Markup =>
    markup`<figure class="chart" id="${id}"><figcaption><b>${title}</b> <span>${aside}</span></figcaption><div class="plot" role="img" aria-label="${title}"></div></figure>`;
  return markup`<section><h2>Over time</h2>
<div class="card charts">
${stageLane(analysis)}
${faultLanes(analysis)}
${chart('rate', 'Offered and served', 'requests per second')}
${chart('times', 'Response time', 'from the intended send time')}
${chart('errors', 'Not served', 'requests per second, stacked by outcome in the order of the legend')}
${breakerLanes(analysis)}
${alertLanes(analysis)}
<p class="footnote">Shaded: a fault is active. Drag to zoom, double-click to see everything again; a time in a table below leads here.</p>
<noscript>${seriesTable(analysis)}</noscript>
</div></section>`;
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
