/** What the charts draw: columns per second, and what happened on the same axis. Seconds from t = 0. */
import type { Analysis } from '../analysis/analysis.ts';
import { faultWindow, recoveredAt } from './fault-figures.ts';
import { outcomeName } from './figures.ts';

export interface ChartData {
  /** End of the axis; it begins at 0. */
  readonly end: number;
  /** Seconds that one point stands for: 1 but in very long runs. */
  readonly step: number;
  readonly x: readonly number[];
  readonly offered: readonly (number | null)[];
  readonly ok: readonly (number | null)[];
  readonly degraded: readonly (number | null)[];
  readonly p50: readonly (number | null)[];
  readonly p95: readonly (number | null)[];
  readonly p99: readonly (number | null)[];
  /** Only the outcomes that occurred, most frequent first. */
  readonly errors: readonly { readonly outcome: string; readonly name: string; readonly perSecond: readonly (number | null)[] }[];
  readonly stages: readonly { readonly name: string; readonly from: number; readonly to: number }[];
  readonly faults: readonly { readonly id: string; readonly from: number; readonly to: number }[];
  /** When a breaker left closed and when it was closed again; the moves between them are in the strips and the table. */
  readonly trips: readonly { readonly breaker: string; readonly open: boolean; readonly at: number; readonly text: string }[];
  readonly recovered: readonly { readonly fault: string; readonly at: number }[];
}

type Second = Analysis['series'][number];
type Outcome = keyof Second['outcomes'];

/** More points than this are drawn as blocks of several seconds: screens have no more pixels, and the file stays small. */
export const mostPoints = 3_600;
/** More marks of breakers than this are left to the strips and the table. */
const mostMarks = 60;

export function chartData(analysis: Analysis): ChartData {
  const step = Math.max(1, Math.ceil(analysis.series.length / mostPoints));
  const blocks = blocksOf(analysis.series, step);
  const end = endOf(analysis);
  // A point stands in the middle of its seconds; empty points at both ends make the axis span the whole run.
  const padded = (of: (block: readonly Second[]) => number | null): (number | null)[] => [
    null,
    ...blocks.map((block) => rounded(of(block))),
    null,
  ];
  const mean =
    (of: (second: Second) => number): ((block: readonly Second[]) => number) =>
    (block) =>
      block.reduce((sum, second) => sum + of(second), 0) / block.length;
  const worst =
    (of: (second: Second) => number | null): ((block: readonly Second[]) => number | null) =>
    (block) =>
      block.reduce((most: number | null, second) => larger(most, of(second)), null);
  return {
    end,
    step,
    x: [0, ...blocks.map((block) => ((block[0]?.tMs ?? 0) + (block.length * 1_000) / 2) / 1_000), end],
    offered: padded(mean((second) => second.offered)),
    ok: padded(mean((second) => second.outcomes.ok)),
    degraded: padded(mean((second) => second.degraded)),
    p50: padded(worst((second) => second.responseMs.p50)),
    p95: padded(worst((second) => second.responseMs.p95)),
    p99: padded(worst((second) => second.responseMs.p99)),
    errors: errorKinds(analysis.series).map((outcome) => ({
      outcome,
      name: outcomeName(outcome),
      perSecond: padded(mean((second) => second.outcomes[outcome])),
    })),
    stages: analysis.scenario.stages
      .filter((stage) => stage.startMs < end * 1_000)
      .map(({ name, startMs, endMs }) => ({ name, from: startMs / 1_000, to: Math.min(end, endMs / 1_000) })),
    faults: analysis.faults.flatMap((fault) => {
      const window = faultWindow(analysis, fault);
      return window === null ? [] : [{ id: fault.id, from: window[0] / 1_000, to: window[1] / 1_000 }];
    }),
    trips: analysis.breakers
      .flatMap(tripsOf)
      .toSorted((a, b) => a.at - b.at)
      .slice(0, mostMarks),
    recovered: analysis.faults.flatMap((fault) => {
      const at = recoveredAt(analysis, fault);
      return at === null ? [] : [{ fault: fault.id, at: at / 1_000 }];
    }),
  };
}

/** Where the time axis ends, seconds; never 0. */
export function endOf(analysis: Analysis): number {
  const last = analysis.series.at(-1);
  return Math.max(1, analysis.run.durationMs / 1_000, last === undefined ? 0 : last.tMs / 1_000 + 1);
}

function blocksOf(series: readonly Second[], step: number): Second[][] {
  const blocks: Second[][] = [];
  for (let i = 0; i < series.length; i += step) blocks.push(series.slice(i, i + step));
  return blocks;
}

function errorKinds(series: readonly Second[]): Outcome[] {
  const totals = new Map<Outcome, number>();
  for (const { outcomes } of series)
    for (const [outcome, n] of Object.entries(outcomes) as [Outcome, number][]) totals.set(outcome, (totals.get(outcome) ?? 0) + n);
  return [...totals]
    .filter(([outcome, n]) => n > 0 && outcome !== 'ok')
    .toSorted((a, b) => b[1] - a[1])
    .map(([outcome]) => outcome);
}

/** Over all instances: from the first that left closed until all are closed again. */
function tripsOf(breaker: Analysis['breakers'][number]): ChartData['trips'][number][] {
  const marks: ChartData['trips'][number][] = [];
  const away = new Set<string>();
  let opened: { at: number; times: number } | null = null;
  const flush = (): void => {
    if (opened === null) return;
    const text = `${breaker.name} opens${opened.times > 1 ? ` ${opened.times}×` : ''}`;
    marks.push({ breaker: breaker.name, open: true, at: opened.at, text });
    opened = null;
  };
  for (const { instance, to, atMs } of breaker.transitions.toSorted((a, b) => a.atMs[0] - b.atMs[0])) {
    const at = (atMs[0] + atMs[1]) / 2_000;
    if (to === 'closed') {
      away.delete(instance);
      if (away.size > 0) continue;
      flush();
      marks.push({ breaker: breaker.name, open: false, at, text: `${breaker.name} closes` });
    } else {
      away.add(instance);
      if (to !== 'open') continue;
      if (opened === null) opened = { at, times: 1 };
      else opened.times += 1;
    }
  }
  flush();
  return marks;
}

function larger(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.max(a, b);
}

function rounded(value: number | null): number | null {
  return value === null ? null : Number(value.toFixed(value < 10 ? 2 : 1));
}
