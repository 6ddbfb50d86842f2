/**
 * Equals are not called different, and a slower target is: real runs of `chaos spike` with a history and a baseline against a target whose times are
 * known. First ten nights, then pairs of equals, of which the first is saved as the baseline of the second and both are judged by all nights before;
 * then, against a target that is 25 % slower, one night on each of ten histories, whose re-run is the tool's own.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import type { Analysis } from '../../src/analysis/analysis.ts';
import { historyLine, parseHistory } from '../../src/analysis/compare/history.ts';
import type { Part, Place } from './part.ts';

const meanMs = 20;
const slower = 1.25;
const fewestCaught = 0.9;

const scenario = `version: 1
name: known-target
target: http://127.0.0.1:8080
load:
  base: 120/s
  stages: [{name: steady, for: 12s, rate: 1x}]
  journeys:
    - {name: browse, weight: 3, steps: [{get: /, name: home}]}
    - {name: buy, weight: 1, steps: [{get: /checkout, name: checkout}]}
objectives: [error rate < 5%]
`;

/** One command, as it ended. */
interface Kept {
  readonly day: string;
  readonly code: number | null;
  readonly attempts: number;
  /** Commands before it that ended inconclusive: something else had the machine. */
  readonly unjudged: number;
  /** Of the first attempt. */
  readonly regressions: readonly string[];
  readonly p95Ms: number | null;
}

interface Round {
  readonly place: Place;
  /** Steps that are done, by name. */
  readonly done: Map<string, Kept>;
}

export const compare: Part = {
  name: 'compare',
  title: 'Equals are not called different, a slower target is',
  async run(place) {
    const [nights, pairs, histories] = place.short ? [10, 1, 1] : [10, 20, 10];
    const file = join(place.store, 'done.json');
    const done = new Map<string, Kept>(existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as [string, Kept][]) : []);
    const round: Round = { place, done };
    writeFileSync(join(place.store, 'scenario.yaml'), scenario);
    const history = join(place.store, 'history.ndjson');

    for (let night = 1; night <= nights; night++) await step(round, `night ${night}`, meanMs, night, history, []);
    const equals: Kept[] = [];
    for (let pair = 1; pair <= pairs; pair++) {
      const first = await step(round, `pair ${pair}, first`, meanMs, 100 + pair, history, [], `pair-${pair}`);
      const second = await step(round, `pair ${pair}, second`, meanMs, 200 + pair, history, [
        '--baseline',
        baselineOf(place, `pair-${pair}`),
      ]);
      equals.push(first, second);
    }
    const all = parseHistory(readFileSync(history, 'utf8')).runs.filter(({ exitCode, rerunOf }) => exitCode === 0 && rerunOf === null);
    const slow: Kept[] = [];
    for (let number = 1; number <= histories; number++) {
      // Ten nights of their own each, as far apart as the runs reach.
      const from = histories === 1 ? 0 : Math.floor(((all.length - 10) * (number - 1)) / (histories - 1));
      const own = join(place.store, `slow-${number}.ndjson`);
      if (!done.has(`slow ${number}`))
        writeFileSync(
          own,
          all
            .slice(from, from + 10)
            .map(historyLine)
            .join(''),
        );
      slow.push(await step(round, `slow ${number}`, meanMs * slower, 300 + number, own, []));
    }
    return shown(equals, slow, pairs, histories);
  },
};

function shown(equals: readonly Kept[], slow: readonly Kept[], pairs: number, histories: number): Awaited<ReturnType<Part['run']>> {
  const wrong = equals.filter(({ code }) => code === 8);
  const suspected = equals.filter(({ regressions }) => regressions.length > 0);
  const broken = [...equals, ...slow].filter(({ code }) => code !== 0 && code !== 8);
  const caught = slow.filter(({ code }) => code === 8);
  const again = [...equals, ...slow].reduce((sum, { unjudged }) => sum + unjudged, 0);
  const rows = [
    ['equals, judged by the nights before', equals.length, suspected.length, wrong.length, range(equals)],
    [
      `a target ${Math.round((slower - 1) * 100)} % slower, on ${histories} histories of ten`,
      slow.length,
      slow.filter(({ regressions }) => regressions.length > 0).length,
      caught.length,
      range(slow),
    ],
  ];
  const text =
    `${pairs} pairs of equals, of which the first is the baseline of the second; runs of 12 s at 120/s against a target that answers after ${meanMs} ms times a lognormal factor.

| nights | judged | suspected | confirmed by the re-run: exit 8 | p95, all routes |
|---|---:|---:|---:|---:|
${rows.map((row) => `| ${row.join(' | ')} |`).join('\n')}

Wanted: no equals confirmed, at least ${Math.ceil(fewestCaught * histories)} of ${histories} slower ones. ${again > 0 ? `${again} commands could not be judged, because something else had the machine, and were made again. ` : ''}${broken.length === 0 ? '' : `${broken.length} runs ended in another way (exit ${broken.map(({ code }) => code).join(', ')}).`}`.trim();
  return {
    text,
    held: wrong.length === 0 && broken.length === 0 && caught.length >= fewestCaught * histories,
    measuredOn: [...equals, ...slow].map(({ day }) => day),
  };
}

function range(runs: readonly Kept[]): string {
  const known = runs.flatMap(({ p95Ms }) => p95Ms ?? []).toSorted((a, b) => a - b);
  return known.length === 0 ? '–' : `${known[0]?.toFixed(0)} to ${known.at(-1)?.toFixed(0)} ms`;
}

function baselineOf({ store }: Place, name: string): string {
  return join(store, 'baselines', `${name}.json`);
}

/** Something else may have the machine for a while: a night that could not be judged is none, and is made again. */
const mostTries = 30;
const pauseMs = 15_000;

/** One command against a target of its own. `saveAs`: the baseline that is made of it. What is done is not done again. */
async function step(
  round: Round,
  name: string,
  mean: number,
  seed: number,
  history: string,
  more: readonly string[],
  saveAs?: string,
): Promise<Kept> {
  const { place, done } = round;
  const before = done.get(name);
  if (before !== undefined) return before;
  const out = join(place.store, 'reports', name.replaceAll(/\W+/g, '-'));
  const args = [
    'spike',
    join(place.store, 'scenario.yaml'),
    '--seed',
    String(seed),
    '--history',
    history,
    '--out',
    out,
    '--quiet',
    '--json',
  ];
  for (let tries = 1; ; tries++) {
    const target = await startTarget(place, mean, seed * 10 + tries);
    try {
      const { code, stdout } = await chaos(place, [...args, '--target', target.url, ...more]);
      if (code === 6 && tries < mostTries) {
        await setTimeout(pauseMs);
        continue;
      }
      const said = JSON.parse(stdout) as Analysis | { runs: Analysis[] };
      const runs = 'runs' in said ? said.runs : [said];
      const [first] = runs as [Analysis];
      if (saveAs !== undefined && (code === 0 || code === 8)) {
        mkdirSync(join(place.store, 'baselines'), { recursive: true });
        await chaos(place, ['baseline', 'save', baselineOf(place, saveAs), (runs.at(-1) as Analysis).run.id, '--out', out]);
      }
      const result: Kept = {
        day: new Date().toISOString().slice(0, 10),
        code,
        attempts: runs.length,
        unjudged: tries - 1,
        regressions: first.comparison?.regressions ?? [],
        p95Ms: first.totals.responseOkMs.p95,
      };
      done.set(name, result);
      writeFileSync(join(place.store, 'done.json'), JSON.stringify([...done]));
      console.log(`${name}: exit ${code}, ${runs.length} attempts, p95 ${result.p95Ms?.toFixed(1)} ms ${result.regressions.join(', ')}`);
      return result;
    } finally {
      target.child.stdin?.end();
      await once(target.child, 'exit');
    }
  }
}

async function startTarget({ root }: Place, mean: number, seed: number): Promise<{ readonly url: string; readonly child: ChildProcess }> {
  const child = spawn(process.execPath, [join(root, 'scripts/verify-06/known-target.ts'), String(mean), String(seed)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const { value } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  return { url: `http://127.0.0.1:${String(value)}`, child };
}

async function chaos({ root, store }: Place, args: readonly string[]): Promise<{ readonly code: number | null; readonly stdout: string }> {
  const child = spawn(process.execPath, [join(root, 'bin/dev.js'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, STAMPEDE_STATE_DIR: join(store, 'state') },
  });
  const out: string[] = [];
  child.stdout.on('data', (chunk) => out.push(String(chunk)));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout: out.join('') };
}
