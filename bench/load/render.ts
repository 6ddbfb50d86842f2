/** The measured part of docs/benchmarks.md: Markdown, from what was kept alone. */
import { boundsTable } from '../bound.ts';
import { boundsOf } from './bounds.ts';
import type { Case } from './cases.ts';
import type { Measured } from './measure.ts';
import { cellOf, missedRate, rowsOf, type Row } from './rows.ts';
import { standingOf, type Standing } from './standing.ts';
import { median } from './statistics.ts';
import type { Kept } from './store.ts';

export interface Participant {
  readonly name: string;
  /** null: it is not installed. */
  readonly version: string | null;
}

export interface Bench {
  readonly command: string;
  readonly cases: readonly Case[];
  readonly tools: readonly Participant[];
  readonly kept: readonly Kept[];
}

/** Ours, among the tools. */
const us = 'chaos';

export function render(bench: Bench): string {
  const present = bench.tools.filter(({ name }) => bench.kept.some(({ tool }) => tool === name));
  const tables = bench.cases
    .filter((one) => bench.kept.some((kept) => kept.case === one.name))
    .map((one) => caseTable(bench, one, present));
  return [
    header(bench),
    boundsTable(boundsOf((name, tool) => runsOf(bench, name, tool))),
    aheadList(tables),
    ...tables.map(({ text }) => text),
  ].join('\n\n');
}

function header({ command, tools, kept }: Bench): string {
  const days = [...new Set(kept.map(({ measuredAt }) => measuredAt.slice(0, 10)))].toSorted();
  const machines = [...new Set(kept.map(({ machine }) => machine))];
  const rounds = new Set(kept.map(({ round }) => round)).size;
  const versions = tools.map(({ name, version }) => `${name} ${version ?? 'missing'}`);
  return `\`${command}\`, ${[...new Set([days[0], days.at(-1)])].join(' to ')}. ${machines.join('; ')}. Medians of ${rounds === 1 ? 'one round' : `${rounds} rounds`}. ${versions.join(', ')}.`;
}

interface Table {
  readonly title: string;
  readonly text: string;
  /** Rows in which a peer is ahead of us. */
  readonly behind: readonly { readonly row: string; readonly standing: Standing }[];
}

function caseTable(bench: Bench, one: Case, tools: readonly Participant[]): Table {
  const columns = tools.map(({ name }) => ({ name, runs: runsOf(bench, one.name, name) }));
  const behind: { row: string; standing: Standing }[] = [];
  const lines = rowsOf(one).map((row) => {
    const standing = standingOf(columns.map(({ name, runs }) => ({ tool: name, rounds: scoresOf(row, one, runs) })));
    if (standing !== null && standing.ahead !== us && columns.some(({ name, runs }) => name === us && runs.length > 0))
      behind.push({ row: row.title, standing });
    const ahead = standing === null ? '' : [standing.ahead, ...standing.withinNoise].join(' ≈ ');
    return `| ${row.title} | ${columns.map(({ runs }) => cellOf(row, runs)).join(' | ')} | ${ahead} |`;
  });
  const missing = bench.kept
    .filter((kept) => kept.case === one.name && kept.failure !== null)
    .map(({ tool, failure, round }) => `${tool}, round ${round}: ${failure}.`);
  return {
    title: one.title,
    behind,
    text: [
      `### ${one.title}, ${one.connections} connections, ${one.seconds} s`,
      '',
      `| | ${columns.map(({ name }) => name).join(' | ')} | ahead |`,
      `|${'---|'.repeat(columns.length + 2)}`,
      ...lines,
      ...(missing.length === 0 ? [] : ['', ...new Set(missing)]),
    ].join('\n'),
  };
}

function aheadList(tables: readonly Table[]): string {
  const rows = tables.flatMap(({ title, behind }) => behind.map((lost) => ({ title, ...lost })));
  const sentence = (beyond: boolean): string =>
    rows
      .filter(({ standing }) => standing.withinNoise.includes(us) !== beyond)
      .map(({ title, row, standing }) => `${title}, ${row} (${standing.ahead})`)
      .join('; ') || 'nowhere';
  return `A peer is ahead of ${us}: ${sentence(true)}.\n\nA peer is ahead, and the difference is noise: ${sentence(false)}.`;
}

function scoresOf(row: Row, one: Case, runs: readonly Measured[]): number[] {
  const { score } = row;
  if (score === undefined) return [];
  const rate = median(runs.map(({ rateError }) => rateError ?? 0)) ?? 0;
  if (rate < missedRate && row.ofAnyRate !== true) return [];
  return runs.map((run) => score(run, one)).filter((value) => value !== null);
}

function runsOf({ kept }: Bench, caseName: string, tool: string): Measured[] {
  return kept
    .filter((run) => run.case === caseName && run.tool === tool)
    .map(({ measured }) => measured)
    .filter((measured) => measured !== null);
}
