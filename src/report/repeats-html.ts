/** repeats.html: several repetitions of one scenario on one page that leads to the report of each; it needs nothing else, and asks no network. */
import { createHash } from 'node:crypto';
import type { Repeats } from '../analysis/repeats/repeats.ts';
import { unknown } from './figures.ts';
import { pageStyle } from './html-style.ts';
import { box, table } from './html-table.ts';
import { verdictBanner } from './html-verdict.ts';
import { markup, raw } from './markup.ts';
import type { Markup } from './markup.ts';
import { howMany, spreadMeaning, type SpreadRow } from './repeats-figures.ts';
import { repeatsParts, type RepeatsParts } from './repeats-parts.ts';

export function renderRepeatsHtml(repeats: Repeats): string {
  const { scenario, planHash } = repeats;
  const parts = repeatsParts(repeats);
  const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(pageStyle).digest('base64')}'; img-src data:; base-uri 'none'; form-action 'none'`;
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${raw(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${parts.verdict.word}: ${howMany(repeats)} of ${scenario.name}</title>
<link rel="icon" href="data:,">
<style>${raw(pageStyle)}</style>
</head>
<body>
<main>
<header>
<p class="brand">Stampede <span>chaos report</span></p>
<h1>${scenario.title === '' ? scenario.name : scenario.title}</h1>
<p class="facts"><b>${scenario.name}</b><span>${scenario.target}</span><span>${howMany(repeats)}</span><span>plan ${planHash.slice(0, 12)}</span></p>
</header>
${verdictBanner(parts.verdict)}
${objectives(parts)}
${parts.faults.map(faultBox)}
${rowsBox('Whole run', parts.run, parts.out)}
${runs(parts)}
</main>
</body>
</html>
`.text;
}

function objectives({ objectives: all }: RepeatsParts): Markup | null {
  if (all.length === 0) return null;
  const rows = all.map(
    ({ tone, mark, verdict, text, held }) => markup`<li class="${tone}"><span class="mark" title="${verdict}">${mark}</span>
<span class="text">${text}</span><span class="actual">${held}</span></li>`,
  );
  return markup`<section class="asked"><h2>Objectives</h2><ul class="objectives card">${rows}</ul></section>`;
}

function faultBox({ id, describe, dither, rows, routes }: RepeatsParts['faults'][number]): Markup {
  const said = [`${describe}${dither === null ? '' : `; ${dither}`}.`, spreadMeaning];
  const parts = [rowsBox(`Fault ${id}`, rows, said), rowsBox(`Recovered after ${id}, by route`, routes, [])];
  return markup`${parts.flatMap((part) => (part === null ? [] : [part]))}`;
}

function rowsBox(title: string, rows: readonly SpreadRow[], notes: readonly string[]): Markup | null {
  const cells = rows.map(({ what, median, range, n, note }) => [what, median, range, n, note]);
  return box(title, table(['', 'median', 'range', 'n', ''], cells, 1, 4), notes);
}

/** Each leads to its report: the run folders lie beside this page's. */
function runs({ runs: all }: RepeatsParts): Markup | null {
  const rows = all.map(({ number, folder, mark, word, exitCode, recovered, leftOut }) => [
    markup`<a href="${folder}/report.html">repeat ${number}</a>`,
    `${mark} ${word}`,
    String(exitCode),
    recovered.join(' · ') || unknown,
    leftOut ?? '',
  ]);
  return box('Runs', table(['run', 'verdict', 'exit', 'recovered after', 'left out'], rows, 2, 3), []);
}
