/**
 * `npm run bench:load`: the load engine against its peers, each at the same compiled target. Resumable: what is measured is
 * kept in .bench/ (`--fresh` begins again) and the tables of docs/benchmarks.md are made from that (`--render` does only
 * this). `--quick` makes runs of 3 s to see that everything works, and prints the tables instead.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { casesOf, warmUpOf, type Case } from './load/cases.ts';
import { machine } from './load/machine.ts';
import { measure, type Measured } from './load/measure.ts';
import { render } from './load/render.ts';
import { runsLeft } from './load/schedule.ts';
import { Store, type Run } from './load/store.ts';
import type { Tool } from './load/tool.ts';
import { autocannon } from './load/tools/autocannon.ts';
import { chaos } from './load/tools/chaos.ts';
import { k6 } from './load/tools/k6.ts';
import { oha } from './load/tools/oha.ts';
import { vegeta } from './load/tools/vegeta.ts';
import { replaceSection } from './section.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = join(root, 'docs', 'benchmarks.md');
const { values: flags } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    quick: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
    render: { type: 'boolean', default: false },
    /** For work on the bench: names, with commas. */
    cases: { type: 'string' },
    tools: { type: 'string' },
  },
});
const rounds = Number(flags.rounds);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds ${flags.rounds}: a whole number from 1`);

const chosen = <T extends { readonly name: string }>(all: readonly T[], names: string | undefined): T[] => {
  const wanted = names?.split(',');
  const unknown = wanted?.find((name) => all.every((one) => one.name !== name));
  if (unknown !== undefined) throw new Error(`there is no ${unknown}: ${all.map(({ name }) => name).join(', ')}`);
  return all.filter(({ name }) => wanted?.includes(name) ?? true);
};
const everyone = [chaos, autocannon, vegeta, k6, oha].map((tool) => ({ ...tool, installed: tool.version() }));
const tools = chosen(everyone, flags.tools).filter(({ name, installed }) => {
  if (installed === null) console.log(`${name} is missing: it is not on the PATH`);
  return installed !== null;
});
const cases = chosen(casesOf(flags.quick), flags.cases);
const store = new Store(join(root, '.bench', flags.quick ? 'load-quick' : 'load'));

/** Why a tool can't do this at all, or null. */
function refusalOf(tool: Tool, one: Case): string | null {
  const dir = mkdtempSync(join(tmpdir(), 'bench-load-'));
  try {
    return tool.refusal?.({ ...one, url: 'http://127.0.0.1:1/', dir }) ?? null;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function lineOf(measured: Measured): string {
  const late = measured.latenessMs;
  return [
    `${measured.requests} requests`,
    late === null ? '' : `late p50 ${late.p50.toFixed(2)} p99 ${late.p99.toFixed(2)} ms`,
    `${measured.cpuMicrosPerRequest.toFixed(1)} µs each`,
    measured.during === null ? '' : `${measured.told.failed} failed, ${measured.during.refused} refused`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

async function take(run: Run, one: Case): Promise<void> {
  const tool = tools.find(({ name }) => name === run.tool) as (typeof tools)[number];
  const about = { ...run, measuredAt: new Date().toISOString(), machine: machine(), version: tool.installed ?? '' };
  const refusal = refusalOf(tool, one);
  try {
    if (refusal !== null) throw new Error(refusal);
    const measured = await measure(tool, one);
    store.keep({ ...about, failure: null, measured });
    console.log(`${one.title}, round ${run.round}, ${run.tool}: ${lineOf(measured)}`);
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    store.keep({ ...about, failure, measured: null });
    console.log(`${one.title}, round ${run.round}, ${run.tool}: no result: ${failure}`);
  }
}

async function bench(one: Case): Promise<void> {
  const left = runsLeft(
    one,
    tools.map(({ name }) => name),
    rounds,
    (run) => store.isDone(run),
  );
  for (const tool of tools) {
    if (!left.some((run) => run.tool === tool.name) || refusalOf(tool, one) !== null) continue;
    await measure(tool, warmUpOf(one)).catch((error: unknown) => console.log(`${one.title}, warm-up, ${tool.name}: ${String(error)}`));
  }
  for (const run of left) await take(run, one);
}

// So that what is done on exit is done then too: the tool that runs is ended.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
if (flags.fresh) store.clear();
if (!flags.render) {
  const { status } = spawnSync('npm', ['run', '-s', 'build'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('the build failed');
  for (const one of cases) await bench(one);
}
const part = render({
  command: `npm run bench:load${flags.quick ? ' -- --quick' : ''}`,
  cases: casesOf(flags.quick),
  tools: everyone.map(({ name, installed }) => ({ name, version: installed })),
  kept: store.all(),
});
if (flags.quick) console.log(`\n${part}`);
else {
  writeFileSync(page, replaceSection(readFileSync(page, 'utf8'), 'bench:load', part));
  console.log(`written to ${page}`);
}
