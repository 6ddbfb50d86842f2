/**
 * `npm run verify:04`: memory and log stay small however long a run is. A soak against a compiled target for the memory, and
 * the default scenario for its log. Resumable: what is done is kept in .verify/04/ and not repeated. Writes
 * docs/verify-04.md. `-- --minutes 1` is a short soak to see that it works, and only prints.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, release, type } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Analysis } from '../src/analysis/analysis.ts';
import type { EventOf } from '../src/events/event.ts';
import { parseLog } from '../src/events/parse-log.ts';
import { startCompiledTarget } from '../test/support/target-process.ts';

const { values: flags } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } });
const minutes = Number(flags.minutes);
if (!(minutes > 0)) throw new Error(`--minutes ${flags.minutes}: a number above 0`);

const root = fileURLToPath(new URL('..', import.meta.url));
const store = join(root, '.verify', '04');
const soaked = { ratePerSecond: 2_000, routes: 20 };
const bounds = { grownMb: 10, logMbPerHour: 20 };
const mega = 1_000_000;

interface Kept {
  readonly measuredAt: string;
  readonly requests: number;
  readonly failed: number;
  readonly latenessP99Ms: number | null;
  readonly seconds: number;
  readonly logBytes: number;
  /** Of each tenth of the run, the median of what the process held. */
  readonly rssBytes: readonly number[];
}

/** Runs it unless that is done; what of its log is needed is kept. */
async function once(name: string, scenario: (dir: string) => Promise<string[]>): Promise<Kept> {
  const file = join(store, `${name}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Kept;
  const dir = join(store, name);
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  await chaos(['spike', ...(await scenario(dir)), '--quiet', '--out', join(dir, 'reports')], dir);
  const kept = readRun(join(dir, 'reports'));
  writeFileSync(file, JSON.stringify(kept));
  rmSync(dir, { recursive: true, force: true });
  return kept;
}

/** Its exit code is a verdict on what it ran against, and is not asked for. */
async function chaos(args: readonly string[], dir: string): Promise<void> {
  const child = spawn(process.execPath, [join(root, 'bin/dev.js'), ...args], {
    cwd: dir,
    env: { ...process.env, STAMPEDE_STATE_DIR: join(dir, 'state') },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const end = (): unknown => child.kill('SIGTERM');
  process.once('exit', end);
  await new Promise((resolve) => child.once('close', resolve));
  process.off('exit', end);
}

function readRun(reports: string): Kept {
  const run = join(reports, readdirSync(reports)[0] ?? '');
  const report = JSON.parse(readFileSync(join(run, 'report.json'), 'utf8')) as Analysis;
  const log = join(run, 'events.ndjson');
  const { events } = parseLog(readFileSync(log, 'utf8'));
  const seconds = (report.scenario.stages.at(-1)?.endMs ?? 0) / 1_000;
  const generator = events.filter((event) => event.type === 'generator') as EventOf<'generator'>[];
  const { intended, outcomes } = report.totals;
  return {
    measuredAt: new Date().toISOString(),
    requests: intended,
    failed: intended - outcomes.ok,
    latenessP99Ms: report.generator.latenessMs.p99,
    seconds,
    logBytes: statSync(log).size,
    rssBytes: Array.from({ length: 10 }, (_, tenth) => {
      const [fromMs, toMs] = [tenth * seconds * 100, (tenth + 1) * seconds * 100];
      const held = generator.filter(({ tMs }) => tMs > fromMs && tMs <= toMs).map(({ rssBytes }) => rssBytes);
      return held.toSorted((a, b) => a - b)[Math.floor(held.length / 2)] ?? Number.NaN;
    }),
  };
}

async function soak(): Promise<Kept> {
  const target = await startCompiledTarget();
  try {
    return await once(`soak-${minutes}`, async (dir) => {
      const file = join(dir, 'soak.yaml');
      const journeys = Array.from({ length: soaked.routes }, (_, i) => `    - {name: visit-${i}, steps: [{get: /${i}, name: route-${i}}]}`);
      writeFileSync(
        file,
        `version: 1
name: soak
target: ${target.url}
load:
  base: ${soaked.ratePerSecond}/s
  stages:
    - {name: soak, for: ${minutes * 60}s, rate: 1x}
  journeys:
${journeys.join('\n')}
`,
      );
      return [file];
    });
  } finally {
    await target.close();
  }
}

const mbPerHour = ({ logBytes, seconds }: Kept): number => (logBytes / mega / seconds) * 3_600;
const answer = (held: boolean): string => (held ? 'yes' : '**no**');
const known = (ms: number | null): string => (ms === null ? '-' : ms.toFixed(2));

// So that what is done on exit is done then too: the run is ended.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
mkdirSync(store, { recursive: true });
const byDefault = await once('default', async () => []);
const long = await soak();

const held = long.rssBytes.map((bytes) => bytes / mega);
const grownMb = (held.at(-1) ?? Number.NaN) - (held[0] ?? Number.NaN);
const small = { memory: grownMb < bounds.grownMb, log: mbPerHour(byDefault) < bounds.logMbPerHour };
const page = `# Memory and log of a long run

\`npm run verify:04\`, ${[...new Set([byDefault, long].map(({ measuredAt }) => measuredAt.slice(0, 10)))].join(' and ')}. ${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${type()} ${release()}, Node ${process.versions.node}.

| bound | held | measured |
|---|---|---|
| memory grows by less than ${bounds.grownMb} MB from the first tenth to the last of ${minutes} minutes at ${soaked.ratePerSecond}/s with ${soaked.routes} routes | ${answer(small.memory)} | ${grownMb.toFixed(1)} MB |
| an hour of the default scenario writes less than ${bounds.logMbPerHour} MB of event log | ${answer(small.log)} | ${mbPerHour(byDefault).toFixed(1)} MB |

| run | requests | not ok | send lateness p99, ms | log, MB | log in an hour, MB |
|---|---|---|---|---|---|
${[['default scenario', byDefault] as const, [`${soaked.ratePerSecond}/s, ${soaked.routes} routes, ${minutes} minutes`, long] as const]
  .map(
    ([name, run]) =>
      `| ${name} | ${run.requests} | ${run.failed} | ${known(run.latenessP99Ms)} | ${(run.logBytes / mega).toFixed(2)} | ${mbPerHour(run).toFixed(1)} |`,
  )
  .join('\n')}

What the process held in each tenth of the soak, median of one figure a second, MB: ${held.map((mb) => mb.toFixed(1)).join(', ')}.
`;
if (minutes === 10) writeFileSync(join(root, 'docs', 'verify-04.md'), page);
console.log(page);
process.exitCode = small.memory && small.log ? 0 : 1;
