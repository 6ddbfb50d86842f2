/** What the engine promises, against what was measured: yes, no, or not measured, with the figures. */
import type { Bound } from '../bound.ts';
import { casesOf, type Case } from './cases.ts';
import type { Measured } from './measure.ts';
import { median } from './statistics.ts';

/** The runs of a tool in a case, by name; none where it was not measured. */
export type Results = (caseName: string, tool: string) => readonly Measured[];

export function boundsOf(results: Results): Bound[] {
  const ours = (caseName: string, figure: (measured: Measured) => number | null | undefined): number | null =>
    medianOf(results(caseName, 'chaos'), figure);
  const late = ({ told }: Measured): Measured['told']['sendLatenessMs'] => told.sendLatenessMs;

  return [
    ...['100', '1000', '10000'].flatMap((rate) => [
      atMost(
        `send lateness p50 at ${rate}/s`,
        ours(rate, (run) => late(run)?.p50),
        0.6,
        'ms',
      ),
      atMost(
        `send lateness p99 at ${rate}/s`,
        ours(rate, (run) => late(run)?.p99),
        1.2,
        'ms',
      ),
    ]),
    atMost('rate error at 20000/s', absolute(percent(ours('20000', ({ rateError }) => rateError))), 0.1, '%', 3),
    atMost(
      'threads that send 20000/s',
      ours('20000', ({ told }) => told.threads),
      1,
      'thread',
      0,
    ),
    atMost('CPU at 20000/s', percent(ours('20000', ({ cpuShare }) => cpuShare)), 100, '% of a core', 0),
    ...['10000', '20000'].flatMap((rate) =>
      (
        [
          ['oha', 1.25],
          ['vegeta', 1 / 3],
          ['k6', 1 / 4],
        ] as const
      ).map(([peer, share]) => costAgainst(results, rate, peer, share)),
    ),
    ...truths(ours),
  ];
}

function truths(ours: (caseName: string, figure: (measured: Measured) => number | null | undefined) => number | null): Bound[] {
  const closed = casesOf(false).find(({ fault }) => fault === 'closed-port') as Case;
  const due = (closed.ratePerSecond ?? 0) * 2;
  return [
    atMost(
      'connection attempts at a closed port',
      ours('closed-port', ({ during }) => during?.refused),
      due,
      'planned sends',
      0,
    ),
    atMost('CPU at a closed port', percent(ours('closed-port', ({ during }) => during?.cpuShare)), 20, '% of a core', 1),
    near(
      'failed at a closed port',
      ours('closed-port', ({ told }) => told.failed),
      due,
      0.01,
      0,
    ),
    near('p90 over a freeze, s', seconds(ours('frozen', ({ told }) => told.p90Ms)), 0.8, 0.03),
    near('p95 over a freeze, s', seconds(ours('frozen', ({ told }) => told.p95Ms)), 1.4, 0.03),
    near('p99 over a freeze, s', seconds(ours('frozen', ({ told }) => told.p99Ms)), 1.88, 0.03),
  ];
}

function costAgainst(results: Results, rate: string, peer: string, share: number): Bound {
  const cpu = ({ cpuMicrosPerRequest }: Measured): number => cpuMicrosPerRequest;
  const ours = medianOf(results(rate, 'chaos'), cpu);
  const theirs = medianOf(results(rate, peer), cpu);
  const text = `CPU per request at ${rate}/s against ${peer}`;
  if (ours === null || theirs === null) return { text, held: null, figures: '' };
  const ratio = ours / theirs;
  return {
    text,
    held: ratio <= share,
    figures: `${ours.toFixed(1)} / ${theirs.toFixed(1)} µs = ${ratio.toFixed(2)}, at most ${share.toFixed(2)}`,
  };
}

function atMost(text: string, value: number | null, bound: number, unit: string, digits = 2): Bound {
  if (value === null) return { text, held: null, figures: '' };
  return { text, held: value <= bound, figures: `${value.toFixed(digits)}, at most ${bound} ${unit}` };
}

function near(text: string, value: number | null, truth: number, tolerance: number, digits = 2): Bound {
  if (value === null) return { text, held: null, figures: '' };
  const held = Math.abs(value - truth) <= truth * tolerance;
  return { text, held, figures: `${value.toFixed(digits)}, truth ${truth} within ${tolerance * 100} %` };
}

function medianOf(runs: readonly Measured[], figure: (measured: Measured) => number | null | undefined): number | null {
  return median(runs.map(figure).filter((value) => value !== null && value !== undefined));
}

function percent(share: number | null): number | null {
  return share === null ? null : share * 100;
}

function absolute(value: number | null): number | null {
  return value === null ? null : Math.abs(value);
}

function seconds(ms: number | null): number | null {
  return ms === null ? null : ms / 1_000;
}
