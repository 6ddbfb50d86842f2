/**
 * `npm run verify:01`: the storefront tells fragile from resilient, five runs each. Resumable: runs that are done are
 * kept in .verify/01/ and not repeated. Writes docs/verify-01.md.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Analysis } from '../src/analysis/analysis.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const store = join(root, '.verify', '01');
const wanted = { resilient: 0, fragile: 3 } as const;
const times = 5;

interface Kept {
  readonly code: number | null;
  readonly report: Analysis;
}

async function run(variant: keyof typeof wanted, number: number): Promise<Kept> {
  const file = join(store, `${variant}-${number}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Kept;
  const child = spawn(
    process.execPath,
    [
      join(root, 'bin/dev.js'),
      'spike',
      '--storefront',
      variant,
      '--json',
      '--quiet',
      '--seed',
      String(number),
      '--out',
      join(store, 'reports'),
    ],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const out: string[] = [];
  child.stdout.on('data', (chunk) => out.push(String(chunk)));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const kept = { code, report: JSON.parse(out.join('')) as Analysis };
  writeFileSync(file, JSON.stringify(kept));
  return kept;
}

mkdirSync(store, { recursive: true });
const rows: string[] = [];
let wrong = 0;
for (const variant of Object.keys(wanted) as (keyof typeof wanted)[]) {
  for (let number = 1; number <= times; number++) {
    const { code, report } = await run(variant, number);
    if (code !== wanted[variant]) wrong++;
    const checkout = report.routes.find((route) => route.name === 'checkout');
    const product = report.stages.find((stage) => stage.name === 'peak');
    const [fault] = report.faults;
    const [breaker] = report.breakers;
    const [recovery] = report.recovery;
    const line = [
      variant,
      number,
      code,
      report.verdict,
      report.objectives.filter((objective) => objective.verdict === 'breached').length,
      checkout ? checkout.intended - checkout.outcomes.ok : '-',
      product?.responseOkMs.p99?.toFixed(0) ?? '-',
      breaker?.trips ?? '-',
      fault?.verified ?? '-',
      recovery?.status ?? '-',
      report.reconciliation?.lost.length ?? '-',
      report.generator.latenessMs.p99?.toFixed(1) ?? '-',
    ];
    rows.push(`| ${line.join(' | ')} |`);
    console.log(line.join('  '));
  }
}

const head =
  '| storefront | run | exit | verdict | objectives breached | checkouts failed | p99 at peak, ms | trips | fault bit | recovery, worst route | orders lost | lateness p99, ms |';
writeFileSync(
  join(root, 'docs', 'verify-01.md'),
  `# Fragile breaches, resilient holds

\`npm run verify:01\` runs \`chaos spike\` ${times} times against each storefront. ${wrong === 0 ? 'Every run ended as it should.' : `${wrong} runs did not end as they should.`}
${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), Node ${process.versions.node}.

${head}
|${'---|'.repeat(12)}
${rows.join('\n')}
`,
);
console.log(wrong === 0 ? 'all as expected' : `${wrong} not as expected`);
process.exitCode = wrong === 0 ? 0 : 1;
