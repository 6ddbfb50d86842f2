/** The measures of the tables: what a cell shows, and what makes one tool better than another. */
import type { Case } from './cases.ts';
import { faultForMs } from './cases.ts';
import type { Measured } from './measure.ts';
import { median } from './statistics.ts';

export interface Row {
  readonly title: string;
  /** What the cell shows: the medians of these, joined. null: this run has no such figure. */
  readonly figures: (measured: Measured) => readonly (number | null)[] | null;
  readonly format: (...figures: string[]) => string;
  readonly digits: number;
  /** Less is better. Absent where there is nothing to win. */
  readonly score?: (measured: Measured, one: Case) => number | null;
  /** True also of a tool that did not send the asked rate. */
  readonly ofAnyRate?: boolean;
}

/** Of a tool that sent so much less than was asked, lateness and cost do not compare. */
export const missedRate = -0.01;

const mega = 2 ** 20;
const only = (value: string): string => value;

/** A row of one figure, of which less is better. */
function less(title: string, digits: number, figure: (measured: Measured) => number | null, more: Partial<Row> = {}): Row {
  return { title, digits, figures: (measured) => single(figure(measured)), format: only, score: figure, ...more };
}

function single(figure: number | null): readonly number[] | null {
  return figure === null ? null : [figure];
}

const cost: readonly Row[] = [
  less('CPU per request, µs', 1, ({ cpuMicrosPerRequest }) => cpuMicrosPerRequest),
  { ...less('CPU, % of a core', 0, ({ cpuShare }) => cpuShare * 100), score: () => null },
  less('CPU of the whole command, s', 2, ({ cpuSeconds }) => cpuSeconds),
  less('peak memory, MB', 0, ({ peakBytes }) => peakBytes / mega),
  { ...less('connections', 0, ({ connections }) => connections), score: () => null },
];

const paced: readonly Row[] = [
  {
    ...less('rate error, %', 3, ({ rateError }) => (rateError === null ? null : rateError * 100)),
    score: ({ rateError }) => (rateError === null ? null : Math.abs(rateError)),
    ofAnyRate: true,
  },
  {
    title: 'arrivals per 100 ms, least-most',
    digits: 0,
    figures: ({ per100Ms }) => (per100Ms === null ? null : [per100Ms.least, per100Ms.most]),
    format: (least, most) => `${least}-${most}`,
    score: ({ per100Ms }, { ratePerSecond }) => {
      if (per100Ms === null || ratePerSecond === null) return null;
      const even = ratePerSecond / 10;
      return Math.max(even - per100Ms.least, per100Ms.most - even);
    },
  },
  less('lateness at the target p50, ms', 2, ({ latenessMs }) => latenessMs?.p50 ?? null),
  less('lateness at the target p99, ms', 2, ({ latenessMs }) => latenessMs?.p99 ?? null),
  {
    title: 'send lateness as told p50 / p99, ms',
    digits: 2,
    figures: ({ told: { sendLatenessMs: late } }) => (late === null ? null : [late.p50, late.p99]),
    format: (p50, p99) => `${p50} / ${p99}`,
  },
  { ...less('threads that send, as told', 0, ({ told: { threads } }) => threads), score: () => null },
  ...cost,
];

const flatOut: readonly Row[] = [
  { ...less('requests per second', 0, ({ requestsPerSecond }) => requestsPerSecond), score: ({ requestsPerSecond }) => -requestsPerSecond },
  ...cost,
];

/** A figure that a tool tells, against the truth. What looks the same in the table is as near to it. */
function told(title: string, digits: number, truth: number, figure: (measured: Measured) => number | null): Row {
  const score = (measured: Measured): number | null => {
    const value = figure(measured);
    return value === null ? null : Math.abs(Number(value.toFixed(digits)) - truth);
  };
  return { ...less(`${title} (truth ${truth.toFixed(digits)})`, digits, figure), score };
}

const seconds = faultForMs / 1_000;

function closedPort({ ratePerSecond, seconds: total }: Case): readonly Row[] {
  const rate = ratePerSecond ?? 0;
  return [
    told('requests', 0, rate * total, ({ told: { requests, dropped } }) => requests + (dropped ?? 0)),
    told('failed', 0, rate * seconds, ({ told: { failed } }) => failed),
    told('connection attempts refused', 0, rate * seconds, ({ during }) => during?.refused ?? null),
    less('CPU while closed, % of a core', 1, ({ during }) => (during === null ? null : during.cpuShare * 100)),
  ];
}

/** Requests due in the freeze wait for what is left of it: times are spread evenly from 0 to its length. */
function frozen({ ratePerSecond, seconds: total }: Case): readonly Row[] {
  const rate = ratePerSecond ?? 0;
  const truth = (q: number): number => seconds - (1 - q) * total;
  const inSeconds = (ms: number | null): number | null => (ms === null ? null : ms / 1_000);
  return [
    told('requests', 0, rate * total, ({ told: { requests } }) => requests),
    told('p90, s', 2, truth(0.9), ({ told: { p90Ms } }) => inSeconds(p90Ms)),
    told('p95, s', 2, truth(0.95), ({ told: { p95Ms } }) => inSeconds(p95Ms)),
    told('p99, s', 2, truth(0.99), ({ told: { p99Ms } }) => inSeconds(p99Ms)),
    { ...less('never sent, as told', 0, ({ told: { dropped } }) => dropped), score: () => null },
    less('CPU while frozen, % of a core', 1, ({ during }) => (during === null ? null : during.cpuShare * 100)),
    ...cost.filter(({ title }) => title === 'connections'),
  ];
}

export function rowsOf(one: Case): readonly Row[] {
  if (one.fault === 'closed-port') return closedPort(one);
  if (one.fault === 'frozen') return frozen(one);
  return one.ratePerSecond === null ? flatOut : paced;
}

/** A cell: the median of each figure over the rounds; `-` where there is none. */
export function cellOf(row: Row, rounds: readonly Measured[]): string {
  const figures = rounds.map(row.figures).filter((round) => round !== null);
  const [first] = figures;
  if (first === undefined) return '-';
  const medians = first.map((_, i) => median(figures.map((round) => round[i] ?? null).filter((value) => value !== null)));
  return row.format(...medians.map((value) => (value === null ? '-' : value.toFixed(row.digits).replace(/^-(0(\.0+)?)$/, '$1'))));
}
