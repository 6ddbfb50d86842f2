/** A wiring check on a terminal: links, the routes that felt each, and what to do about the others. */
import { formatMs, formatShare } from '../units.ts';
import type { Wire } from '../analysis/wire.ts';
import { wrap } from './columns.ts';
import { counted, msOrDash } from './figures.ts';
import { paint, said, styled } from './styled.ts';
import type { Line } from './styled.ts';
import { plainTable } from './terminal-table.ts';

type Route = Wire['links'][number]['routes'][number];

/** Without a newline at the end. */
export function renderWire(wire: Wire, options: { readonly color: boolean; readonly width: number }): string {
  const width = Math.max(40, options.width);
  const lines = wire.links.flatMap((link): Line[] => [...linkLines(link, width), []]);
  const reason = wrap(said(wire.reason), width).map((text): Line => [styled(wire.exitCode === 0 ? 'good' : 'unsure', text)]);
  return paint([...lines, ...reason], { width, color: options.color }).join('\n');
}

function linkLines(link: Wire['links'][number], width: number): Line[] {
  const word = link.felt === true ? 'felt' : link.felt === false ? 'not felt' : "can't tell";
  const title: Line = [
    styled('bold', `link ${said(link.link)}`),
    `  slowed by ${formatMs(link.slowedByMs)}: `,
    styled(link.felt === true ? 'good' : 'unsure', word),
  ];
  const rows = link.routes.map((route) => [
    said(route.route),
    wordFor(route),
    route.addedMs === null ? '–' : `${route.addedMs < 0 ? '-' : '+'}${formatMs(Math.abs(route.addedMs))}`,
    msOrDash(route.before.p50),
    msOrDash(route.during.p50),
    `${route.before.n}/${route.during.n}`,
  ]);
  const [head = '', ...body] = rows.length === 0 ? [] : plainTable(['route', '', 'added', 'before', 'slowed', 'n'], rows, width);
  const table: Line[] = rows.length === 0 ? [] : [[styled('dim', head)], ...body.map((text): Line => [text])];
  const advice = link.advice === null ? [] : wrap(said(link.advice), width - 4).map((text): Line => [styled('unsure', `  ${text}`)]);
  return [title, ...table, ...advice];
}

function wordFor({ felt, how, share, before, during }: Route): string {
  if (felt === false) return 'not felt';
  if (felt === true) {
    const what = { slow: 'felt', failed: 'felt: failed', degraded: 'felt: fell back' }[how ?? 'slow'];
    return share !== null && share < 0.995 ? `${what}, ${formatShare(share)}` : what;
  }
  return Math.min(before.n, during.n) < 5 ? `can't tell: ${counted(Math.min(before.n, during.n), 'request')}` : "can't tell";
}
