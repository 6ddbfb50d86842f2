/**
 * A real opossum service behind the embedded proxy, with a breaker and without one, hung, failing and refused: what was inferred beside what
 * the process recorded. Then the same over scripted systems, as arithmetic.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyse } from '../../src/analysis/analyse.ts';
import type { Analysis } from '../../src/analysis/analysis.ts';
import { proveOnce, type BenchFault } from '../../test/support/guarded-bench.ts';
import { guardedRun } from '../../test/support/guarded-run.ts';
import type { SystemOptions, Trouble } from '../../test/support/guarded-system.ts';
import { unguardedSystems } from '../../test/support/unguarded-systems.ts';
import type { Part, Place } from './part.ts';

type Breaker = Analysis['breakers'][number];

const faults: readonly BenchFault[] = ['hang', 'errors', 'refused'];
const nearMs = 100;
/** The run tells its start in whole milliseconds of the wall clock. */
const clockMs = 2;

interface Row {
  readonly measuredAt: string;
  readonly fault: BenchFault;
  readonly guarded: boolean;
  /** When its breaker truly opened; ms of the run. */
  readonly truth: readonly number[];
  readonly breaker: Breaker;
}

export const infer: Part = {
  name: 'infer',
  title: 'Breakers that are inferred, against the truth',
  async run(place) {
    const rows: Row[] = [];
    for (let n = 0; n < (place.short ? 1 : 3); n += 1)
      for (const fault of faults) for (const guarded of [true, false]) rows.push(await once(place, n, fault, guarded));
    const scripted = sweep();
    const text = `A real opossum breaker in a process of its own behind the embedded proxy, 180 calls a second with 400 ms of patience, a breaker that waits 2 s; the same service without one. What that process recorded, and what was inferred. An interval of up to ${4 * nearMs} ms has to lie around the true time to ${nearMs} ms; a longer one has to hold it.

| fault | breaker | presence | true trips | inferred | first trip, true | inferred, by grade | off by |
|---|---|---|---|---|---|---|---|
${rows.map(rowOf).join('\n')}

${scripted.cases} scripted systems at 20, 200 and 2 000 calls a second, with retries, instances, fallbacks, pools, limits and caches, hung, failing, refused, down and slow:

| | with a breaker | without |
|---|---|---|
| claimed | ${scripted.seen} of ${scripted.guarded} | ${scripted.phantoms} of ${scripted.cases - scripted.guarded} |
| declined | ${scripted.declined} | ${scripted.declinedBare} |
| first trip inside its interval | ${scripted.inside} of ${scripted.seen} | |

${scripted.wrong.map((what) => `- wrong: ${what}`).join('\n')}`;
    const held = rows.every(isRight) && scripted.wrong.length === 0;
    return { text, held, measuredOn: rows.map(({ measuredAt }) => measuredAt.slice(0, 10)) };
  },
};

async function once({ store }: Place, n: number, fault: BenchFault, guarded: boolean): Promise<Row> {
  const file = join(store, `${n}-${fault}-${guarded ? 'with' : 'without'}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Row;
  const { analysis, truth } = await proveOnce({ fault, guarded, perSecond: 200, seconds: [5, 8, 5] });
  const row: Row = {
    measuredAt: new Date().toISOString(),
    fault,
    guarded,
    truth: truth.filter(({ to }) => to === 'open').map(({ atMs }) => atMs),
    breaker: analysis.breakers[0] as Breaker,
  };
  writeFileSync(file, JSON.stringify(row));
  return row;
}

function isRight({ guarded, truth, breaker }: Row): boolean {
  const [first] = truth;
  const told = breaker.evidence.flatMap(({ openedAtMs }) => (openedAtMs === null ? [] : [openedAtMs]));
  if (!guarded) return told.length === 0 && first === undefined;
  // Declined, it claims nothing.
  if (first === undefined || (breaker.grade !== null && breaker.trips === 0)) return false;
  return told.every((atMs) => atMs[0] - clockMs <= first && first <= atMs[1] + clockMs && (isWide(atMs) || offBy(atMs, first) <= nearMs));
}

function rowOf(row: Row): string {
  const { fault, guarded, truth, breaker } = row;
  const [first] = truth;
  const by = breaker.evidence.map(({ grade, trips, openedAtMs }) => {
    if (openedAtMs === null) return `${grade} ${trips === null ? 'declined' : 'none'}`;
    return `${grade} ${seconds(openedAtMs[0])} to ${seconds(openedAtMs[1])}`;
  });
  const off = breaker.evidence.flatMap(({ grade, openedAtMs }) =>
    openedAtMs === null || first === undefined
      ? []
      : [`${grade} ${isWide(openedAtMs) ? 'an interval' : `${Math.round(offBy(openedAtMs, first))} ms`}`],
  );
  const presence = breaker.grade === null ? 'declined' : breaker.trips > 0 === guarded ? 'right' : '**wrong**';
  const mark = isRight(row) ? '' : ' **wrong**';
  return `| ${fault} | ${guarded ? 'yes' : 'no'} | ${presence} | ${truth.length} | ${breaker.trips} | ${first === undefined ? '' : seconds(first)} | ${by.join('; ')} | ${off.join('; ')}${mark} |`;
}

function isWide([from, to]: readonly [number, number]): boolean {
  return to - from > 4 * nearMs;
}

function offBy([from, to]: readonly [number, number], ms: number): number {
  return Math.abs((from + to) / 2 - ms);
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`;
}

const breaker = { breaker: { resetMs: 2_000 } };
const guarded: Readonly<Record<string, Partial<SystemOptions>>> = {
  'one instance': breaker,
  'three instances': { ...breaker, instances: 3 },
  retries: { ...breaker, retries: 2 },
  fallbacks: { ...breaker, whenOpen: 'fallback' },
  'fallbacks nobody sees': { ...breaker, whenOpen: 'hidden' },
  'signed answers': { ...breaker, whenOpen: 'signed' },
};
function sweep() {
  const found = { cases: 0, guarded: 0, seen: 0, declined: 0, inside: 0, phantoms: 0, declinedBare: 0, wrong: [] as string[] };
  const troubles: readonly Trouble[] = ['hang', 'errors', 'refused', 'down', 'slow'];
  for (const rate of [20, 200, 2_000])
    for (const trouble of troubles)
      for (const [kinds, has] of [
        [guarded, true],
        [unguardedSystems, false],
      ] as const)
        for (const [what, options] of Object.entries(kinds)) {
          const run = guardedRun(rate, { ...options, trouble });
          const one = analyse(run.events).breakers[0] as Breaker;
          const name = `${rate}/s, ${trouble}, ${what}${has ? ', with a breaker' : ''}`;
          found.cases += 1;
          if (!has) {
            if (one.trips > 0) found.phantoms += 1;
            if (one.grade === null) found.declinedBare += 1;
            if (one.trips > 0) found.wrong.push(`${name}: ${JSON.stringify(one.evidence)}`);
            continue;
          }
          found.guarded += 1;
          if (one.grade === null) found.declined += 1;
          if (one.trips === 0 && one.grade !== null) found.wrong.push(`${name}: not seen`);
          const [first] = one.transitions;
          if (first === undefined) continue;
          found.seen += 1;
          const opened = run.system.transitions.filter(({ to }) => to === 'open');
          // Silence begins when the last of them has opened.
          const each = [...Map.groupBy(opened, ({ instance }) => instance).values()].map((own) => own[0]?.atMs ?? 0);
          const trueMs = Math.max(...each);
          if (first.atMs[0] <= trueMs && trueMs <= first.atMs[1]) found.inside += 1;
          else found.wrong.push(`${name}: ${trueMs} is not in ${String(first.atMs)}`);
        }
  return found;
}
