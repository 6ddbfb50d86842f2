/**
 * `npm run bench:proxy`: the embedded Toxiproxy-compatible server against the real one, before the same compiled target, in
 * alternating rounds of one run. Writes its tables into docs/benchmarks.md; `--quick` takes one short round to see that
 * everything works, and prints them instead.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startCompiledTarget } from '../test/support/target-process.ts';
import { machine } from './load/machine.ts';
import { onPath } from './load/tool.ts';
import { startSource } from './proxy/bulk.ts';
import { cases, type Case } from './proxy/cases.ts';
import { compilePacer } from './proxy/pacer.ts';
import { render } from './proxy/render.ts';
import type { Sample } from './proxy/results.ts';
import { direct, embedded, real, realVersion, type Subject } from './proxy/subject.ts';
import { replaceSection } from './section.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = join(root, 'docs', 'benchmarks.md');
const { values: flags } = parseArgs({
  options: { rounds: { type: 'string' }, quick: { type: 'boolean', default: false } },
});
const rounds = Number(flags.rounds ?? (flags.quick ? 1 : 7));
if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds ${flags.rounds}: a whole number from 1`);
const seconds = flags.quick ? 1 : 4;
const warmUpSeconds = 1;

const missing: string[] = [];
const hasWrk = onPath('wrk') !== null;
if (!hasWrk) missing.push('wrk is missing (`apt install wrk`): throughput and the toxic latency were not measured.');
const version = realVersion();
if (version === null) {
  missing.push(
    'toxiproxy-server is missing (`go install github.com/Shopify/toxiproxy/v2/cmd/server@v2.12.0`, as toxiproxy-server on the PATH): nothing to compare with.',
  );
}
for (const sentence of missing) console.log(sentence);

const dir = mkdtempSync(join(tmpdir(), 'bench-proxy-'));
// So that what is done on exit is done then too: the servers are ended.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
process.once('exit', () => rmSync(dir, { recursive: true, force: true }));

const { status } = spawnSync('npm', ['run', '-s', 'build'], { cwd: root, stdio: 'inherit' });
if (status !== 0) throw new Error('the build failed');
const pace = compilePacer(dir);
const target = await startCompiledTarget();
const source = await startSource();
const targetPort = Number(new URL(target.url).port);
const subjects: Subject[] = [direct(targetPort, source.port), await embedded(targetPort, source.port)];
if (version !== null) subjects.push(await real(targetPort, source.port));
const samples: Sample[] = [];

/** Whoever begins changes from round to round, so that nobody always comes first after a pause. */
function inTurn(one: Case, round: number): Subject[] {
  const taking = subjects.filter(({ server }) => one.withoutProxy || server !== null);
  return taking.map((_, i) => taking[(i + round) % taking.length] as Subject);
}

async function take(one: Case, subject: Subject, round: number): Promise<void> {
  const figures = await one.measure(subject, round === 0 ? warmUpSeconds : seconds, pace);
  if (round === 0) return;
  samples.push({ case: one.name, subject: subject.name, round, figures });
  const shown = Object.entries(figures).map(([name, value]) => `${name} ${value.toFixed(2)}`);
  console.log(`${one.name}, round ${round}, ${subject.name}: ${shown.join(', ')}`);
}

// Round 0 is the warm-up: its figures are thrown away.
for (let round = 0; round <= rounds; round++) {
  for (const one of cases) {
    if (one.needsWrk && !hasWrk) continue;
    for (const subject of inTurn(one, round)) await take(one, subject, round);
  }
}
for (const { server } of subjects) await server?.close();
await source.close();
await target.close();

const part = render({
  command: `npm run bench:proxy${flags.quick ? ' -- --quick' : ''}`,
  day: new Date().toISOString().slice(0, 10),
  machine: machine(),
  rounds,
  notes: [...(version === null ? [] : [`The real one is toxiproxy-server ${version}.`]), ...missing],
  samples,
});
if (flags.quick) console.log(`\n${part}`);
else {
  writeFileSync(page, replaceSection(readFileSync(page, 'utf8'), 'bench:proxy', part));
  console.log(`written to ${page}`);
}
