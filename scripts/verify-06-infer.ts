/**
 * `node scripts/verify-06-infer.ts`: a real opossum service behind the embedded proxy, with a breaker and without one, hung, failing and
 * refused: what was inferred beside what the process recorded. Then the same over scripted systems, as arithmetic. Prints Markdown;
 * `-- --times 1` is a short round. A part of `npm run verify:06`.
 */
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { analyse } from '../src/analysis/analyse.ts';
import type { Analysis } from '../src/analysis/analysis.ts';
import { proveOnce, type BenchFault, type Proven } from '../test/support/guarded-bench.ts';
import { guardedRun } from '../test/support/guarded-run.ts';
import type { SystemOptions, Trouble } from '../test/support/guarded-system.ts';

const faults: readonly BenchFault[] = ['hang', 'errors', 'refused'];
const nearMs = 100;
/** The run tells its start in whole milliseconds of the wall clock. */
const clockMs = 2;

interface Row {
  readonly fault: BenchFault;
  readonly guarded: boolean;
  readonly proven: Proven;
}

/** What was inferred, live and scripted; false where presence was wrong, or a time that was told does not hold the true one. */
export async function proveInference(times: number): Promise<{ readonly page: string; readonly held: boolean }> {
  const rows: Row[] = [];
  for (let n = 0; n < times; n += 1)
    for (const fault of faults)
      for (const guarded of [true, false])
        rows.push({ fault, guarded, proven: await proveOnce({ fault, guarded, perSecond: 200, seconds: [5, 8, 5] }) });
  const scripted = sweep();
  const held = rows.every(isRight) && scripted.wrong.length === 0;
  const page = `### Live: opossum behind the embedded proxy, 180 calls a second

| fault | breaker | presence | true trips | inferred | first trip, true | inferred, by grade | to ${nearMs} ms |
|---|---|---|---|---|---|---|---|
${rows.map(rowOf).join('\n')}

### Scripted: ${scripted.cases} systems at 20, 200 and 2 000 calls a second

| | with a breaker | without |
|---|---|---|
| claimed | ${scripted.seen} of ${scripted.guarded} | ${scripted.phantoms} of ${scripted.cases - scripted.guarded} |
| declined | ${scripted.declined} | ${scripted.declinedBare} |
| first trip inside its interval | ${scripted.inside} of ${scripted.seen} | |

${scripted.wrong.length === 0 ? 'None was wrong.' : scripted.wrong.map((what) => `- wrong: ${what}`).join('\n')}
`;
  return { page, held };
}

function firstOf({ truth }: Proven): number | null {
  return truth.find(({ to }) => to === 'open')?.atMs ?? null;
}

function isRight({ guarded, proven }: Row): boolean {
  const [breaker] = proven.analysis.breakers;
  const first = firstOf(proven);
  const told = breaker?.evidence.flatMap(({ openedAtMs }) => (openedAtMs === null ? [] : [openedAtMs])) ?? [];
  if (!guarded) return told.length === 0 && first === null;
  // Declined, it claims nothing.
  return (
    first !== null &&
    (breaker?.grade === null || (breaker?.trips ?? 0) > 0) &&
    told.every(([from, to]) => from - clockMs <= first && first <= to + clockMs)
  );
}

function rowOf({ fault, guarded, proven }: Row): string {
  const [breaker] = proven.analysis.breakers;
  const first = firstOf(proven);
  const by = (breaker?.evidence ?? []).map(({ grade, trips, openedAtMs }) => {
    if (openedAtMs === null) return `${grade} ${trips === null ? 'declined' : 'none'}`;
    return `${grade} ${seconds(openedAtMs[0])} to ${seconds(openedAtMs[1])}`;
  });
  const near = (breaker?.evidence ?? []).flatMap(({ grade, openedAtMs }) => {
    if (openedAtMs === null || first === null) return [];
    const offMs = Math.abs((openedAtMs[0] + openedAtMs[1]) / 2 - first);
    const wide = openedAtMs[1] - openedAtMs[0] > 4 * nearMs;
    return [`${grade} ${wide ? 'known only as an interval' : `${Math.round(offMs)} ms off`}`];
  });
  const seen = (breaker?.trips ?? 0) > 0;
  const truth = proven.truth.filter(({ to }) => to === 'open').length;
  return `| ${fault} | ${guarded ? 'yes' : 'no'} | ${seen === guarded ? 'right' : breaker?.grade === null ? 'declined' : '**wrong**'} | ${truth} | ${breaker?.trips ?? 0} | ${first === null ? '' : seconds(first)} | ${by.join('; ')} | ${near.join('; ')} |`;
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
const bare: Readonly<Record<string, Partial<SystemOptions>>> = {
  nothing: {},
  'three instances': { instances: 3 },
  retries: { retries: 2 },
  'a pool that lets wait': { pool: { size: 20, full: 'wait' } },
  'a pool that turns away': { pool: { size: 20, full: 'refuse' } },
  'a small pool': { pool: { size: 4, full: 'refuse' } },
  'load shedding': { pool: { size: 10, full: 'shed' } },
  'no patience': { timeoutMs: null },
  'no patience, a pool': { timeoutMs: null, pool: { size: 20, full: 'wait' } },
  'no patience, a pool that turns away': { timeoutMs: null, pool: { size: 20, full: 'refuse' } },
  'gone while the fault is in': { dies: 'refuses' },
  'hung while the fault is in': { dies: 'hangs' },
  'a cache': { cacheMs: 1_000 },
};

function sweep() {
  const found = { cases: 0, guarded: 0, seen: 0, declined: 0, inside: 0, phantoms: 0, declinedBare: 0, wrong: [] as string[] };
  const troubles: readonly Trouble[] = ['hang', 'errors', 'refused', 'down', 'slow'];
  for (const rate of [20, 200, 2_000])
    for (const trouble of troubles)
      for (const [kinds, has] of [
        [guarded, true],
        [bare, false],
      ] as const)
        for (const [what, options] of Object.entries(kinds)) {
          const run = guardedRun(rate, { ...options, trouble });
          const one = analyse(run.events).breakers[0] as Analysis['breakers'][number];
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

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({ options: { times: { type: 'string', default: '3' } } });
  const { page, held } = await proveInference(Number(values.times));
  console.log(page);
  process.exitCode = held ? 0 : 1;
}
