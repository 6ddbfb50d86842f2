/** The measured part of docs/benchmarks.md about the proxy: Markdown. */
import { boundsTable } from '../bound.ts';
import { boundsOf } from './bounds.ts';
import { cases, type Case, type CaseName } from './cases.ts';
import { addedTo, figuresOf, medianOf, ratios, type Sample } from './results.ts';

export interface Bench {
  readonly command: string;
  readonly day: string;
  readonly machine: string;
  readonly rounds: number;
  /** What was used, and what was missing and is therefore not measured: sentences. */
  readonly notes: readonly string[];
  readonly samples: readonly Sample[];
}

interface Row {
  readonly title: string;
  readonly figure: string;
  readonly digits: number;
  /** Also what it is more than without a proxy. */
  readonly added?: boolean;
}

const p50: Row = { title: 'p50, ms', figure: 'p50Ms', digits: 3 };
const p99: Row = { title: 'p99, ms', figure: 'p99Ms', digits: 3 };
const cpu: Row = { title: 'CPU per request, µs', figure: 'cpuMicros', digits: 1 };
const rows: Readonly<Record<CaseName, readonly Row[]>> = {
  'flat-out': [{ title: 'requests per second', figure: 'requestsPerSecond', digits: 0 }, p50, p99, cpu],
  paced: [p50, { ...p50, title: 'added p50, ms', added: true }, p99, cpu],
  latency: [p50, p99],
  bandwidth: [{ title: 'KB/s', figure: 'kbPerSecond', digits: 1 }],
};

export function render({ command, day, machine, rounds, notes, samples }: Bench): string {
  const tables = cases.filter(({ name }) => samples.some((sample) => sample.case === name)).map((one) => tableOf(one, samples));
  return [
    `\`${command}\`, ${day}. ${machine}. Medians of ${rounds === 1 ? 'one round' : `${rounds} rounds`}. ${notes.join(' ')}`,
    boundsTable(boundsOf(samples)),
    ...tables,
  ].join('\n\n');
}

function tableOf(one: Case, samples: readonly Sample[]): string {
  return [
    `### ${one.title}`,
    '',
    '| | direct | embedded | real | embedded / real, round by round | median |',
    '|---|---|---|---|---|---|',
    ...rows[one.name].map((row) => lineOf(one.name, row, samples)),
  ].join('\n');
}

function lineOf(caseName: CaseName, { title, figure, digits, added }: Row, samples: readonly Sample[]): string {
  const rounds = added === true ? addedTo : figuresOf;
  const [ours, theirs] = [rounds(samples, caseName, 'embedded', figure), rounds(samples, caseName, 'real', figure)];
  // The target without a proxy adds nothing to itself.
  const direct = added === true ? null : medianOf(figuresOf(samples, caseName, 'direct', figure));
  const each = ratios(ours, theirs);
  const shown = (value: number | null, places: number): string => (value === null ? '-' : value.toFixed(places));
  const list = [...each.values()].map((ratio) => ratio.toFixed(2)).join(' ') || '-';
  return `| ${title} | ${shown(direct, digits)} | ${shown(medianOf(ours), digits)} | ${shown(medianOf(theirs), digits)} | ${list} | ${shown(medianOf(each), 2)} |`;
}
