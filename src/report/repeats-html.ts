/** repeats.html: several repetitions of one scenario on one page that leads to the report of each; it needs nothing else, and asks no network. */
import { createHash } from 'node:crypto';
import type { RepeatedFault, Repeats } from '../analysis/repeats/repeats.ts';
import { unknown } from './figures.ts';
import { pageStyle } from './html-style.ts';
import { box, table } from './html-table.ts';
import { markup, raw } from './markup.ts';
import type { Markup } from './markup.ts';
import {
  ditherText,
  faultRows,
  heldText,
  howMany,
  objectiveVerdict,
  outText,
  routeRows,
  runRows,
  spreadMeaning,
  type SpreadRow,
} from './repeats-figures.ts';
import { faultInRun } from './repeats-markdown.ts';
import { verdictMark, verdictTone, verdictWord } from './verdict.ts';

export function renderRepeatsHtml(repeats: Repeats): string {
  const { scenario, exitCode, planHash } = repeats;
  const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(pageStyle).digest('base64')}'; img-src data:; base-uri 'none'; form-action 'none'`;
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${raw(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${howMany(repeats)}: ${scenario.name}</title>
<link rel="icon" href="data:,">
<style>${raw(pageStyle)}</style>
</head>
<body>
<main>
<header>
<p class="brand">Stampede <span>chaos report</span></p>
<h1>${scenario.title === '' ? scenario.name : scenario.title}</h1>
<p class="facts"><b>${scenario.name}</b><span>${scenario.target}</span><span>${howMany(repeats)}</span><span>exit code ${exitCode}</span><span>plan ${planHash.slice(0, 12)}</span></p>
</header>
${objectives(repeats)}
${repeats.faults.map(faultBox)}
${rowsBox('Whole run', runRows(repeats), outText(repeats))}
${runs(repeats)}
</main>
</body>
</html>
`.text;
}

function objectives({ objectives: all }: Repeats): Markup | null {
  if (all.length === 0) return null;
  const rows = all.map((objective) => {
    const verdict = objectiveVerdict(objective);
    return markup`<li class="${verdictTone(verdict)}"><span class="mark" title="${verdict}">${verdictMark(verdict)}</span>
<span class="text">${objective.text}</span><span class="actual">${heldText(objective)}</span></li>`;
  });
  return markup`<section class="asked"><h2>Objectives</h2><ul class="objectives card">${rows}</ul></section>`;
}

function faultBox(fault: RepeatedFault): Markup {
  const dither = ditherText(fault);
  const said = [`${fault.describe}${dither === null ? '' : `; ${dither}`}.`, spreadMeaning];
  const parts = [
    rowsBox(`Fault ${fault.id}`, faultRows(fault), said),
    rowsBox(`Recovered after ${fault.id}, by route`, routeRows(fault), []),
  ];
  return markup`${parts.flatMap((part) => (part === null ? [] : [part]))}`;
}

function rowsBox(title: string, rows: readonly SpreadRow[], notes: readonly string[]): Markup | null {
  const cells = rows.map(({ what, median, range, n, note }) => [what, median, range, n, note]);
  return box(title, table(['', 'median', 'range', 'n', ''], cells, 1, 4), notes);
}

/** Each leads to its report: the run folders lie beside this page's. */
function runs({ runs: all }: Repeats): Markup | null {
  const rows = all.map((run) => [
    markup`<a href="../${encodeURIComponent(run.id)}/report.html">repeat ${run.number}</a>`,
    `${verdictMark(run.verdict)} ${verdictWord(run.verdict)}`,
    String(run.exitCode),
    run.faults.map(faultInRun).join(' · ') || unknown,
    run.leftOut ?? '',
  ]);
  return box('Runs', table(['run', 'verdict', 'exit', 'recovered after', 'left out'], rows, 2, 3), []);
}
